#pragma once

#include <atomic>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/sqlite/sqlite_options.hpp"
#include "whimbrel/stores/writer_gate.hpp"

namespace whimbrel::stores::sqlite {

// What a store and its sessions share.
struct StoreState {
  SqliteOptions options;
  WriterGate gate;
  // A commit failed after it may have reached the log: what the log says and what a recovery would
  // read from it can differ until the log is emptied.
  std::atomic<bool> log_is_doubtful{false};

  // permission when the store was opened read-only: SQLite itself would say so at the first write
  // only.
  base::Status check_access() const {
    if (options.access != Access::read_only) return {};
    return base::fail(base::ErrorKind::permission, "the target was opened read-only",
                      "run a command that writes, such as up, on a file that this user may write");
  }
};

}  // namespace whimbrel::stores::sqlite
