#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "whimbrel/base/result.hpp"

struct sqlite3;

namespace whimbrel::stores::sqlite {

enum class Access : std::uint8_t {
  read_only,  // never writes to the file
  read_write,
  create,  // read_write, and makes the file when there is none
};

enum class Sync : std::uint8_t {
  full,    // every commit survives a power loss
  normal,  // every commit survives a crash of the program; a power loss may take the last ones
  off,     // for scratch files
};

struct ConnectionOptions {
  std::string path;
  // SQLite's name of the file system to use; empty for the default one.
  std::string vfs;
  Access access = Access::create;
  Sync sync = Sync::full;
  int busy_timeout_ms = 10'000;
  int cache_kib = 1'024;
  // A commit that leaves the write-ahead log longer than this moves what it can into the file; 0
  // never.
  int checkpoint_at_pages = 0;
  // The file cannot change while it is open: no locks and no -shm file are needed.
  bool immutable = false;
};

// An open SQLite connection with whimbrel's settings. One thread at a time.
class Connection {
 public:
  static base::Result<Connection> open(const ConnectionOptions& options);

  sqlite3* handle() const noexcept { return handle_.get(); }

  // Runs statements that give no rows. `doing` names them in an error.
  base::Status execute(const std::string& sql, const char* doing);

  // The first column of the first row as an integer.
  base::Result<std::int64_t> query_integer(const std::string& sql, const char* doing);

  base::Status set_cache_kib(int cache_kib);

  // Inside a transaction, as SQLite sees it: some errors end one.
  bool in_transaction() const noexcept;

  // Whether what the last commits moved out of the log (checkpoint_at_pages) met an I/O error,
  // which SQLite keeps to itself; told once. Those commits stand all the same.
  base::Status check_last_checkpoint();

 private:
  struct Checkpointing {
    int at_pages = 0;
    std::optional<base::Error> failure;
  };
  struct Closer {
    void operator()(sqlite3* handle) const noexcept;
  };
  explicit Connection(sqlite3* handle) : handle_(handle) {}
  base::Status configure(const ConnectionOptions& options);
  static int checkpoint_when_long(void* state, sqlite3* handle, const char* schema, int log_pages);

  std::unique_ptr<Checkpointing> checkpointing_;  // used by the handle
  std::unique_ptr<sqlite3, Closer> handle_;
};

}  // namespace whimbrel::stores::sqlite
