#include "whimbrel/stores/sqlite/connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "whimbrel/stores/sqlite/sqlite_error.hpp"
#include "whimbrel/stores/sqlite/statement.hpp"

namespace whimbrel::stores::sqlite {
namespace {

int open_flags(Access access) {
  constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
  switch (access) {
    case Access::read_only:
      return common | SQLITE_OPEN_READONLY;
    case Access::read_write:
      return common | SQLITE_OPEN_READWRITE;
    case Access::create:
      return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return common;
}

// A path as a file: URI, so that no path can be taken for options.
std::string to_uri(const ConnectionOptions& options) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string uri = "file:";
  for (const char character : options.path) {
    if (plain.find(character) != std::string_view::npos)
      uri += character;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(character));
  }
  if (options.immutable) uri += "?immutable=1";
  return uri;
}

std::string_view to_sql(Sync sync) {
  switch (sync) {
    case Sync::full:
      return "FULL";
    case Sync::normal:
      return "NORMAL";
    case Sync::off:
      return "OFF";
  }
  return "FULL";
}

// Memory statistics cost a global lock for every allocation of every thread.
void configure_library_once() {
  static const int result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(result);
}

}  // namespace

void Connection::Closer::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

base::Result<Connection> Connection::open(const ConnectionOptions& options) {
  configure_library_once();
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(to_uri(options).c_str(), &handle, open_flags(options.access),
                                     options.vfs.empty() ? nullptr : options.vfs.c_str());
  Connection connection(handle);
  if (result != SQLITE_OK) return tl::unexpected(error_of(handle, result, "open the database"));
  WHIMBREL_TRY(connection.configure(options));
  return connection;
}

int Connection::checkpoint_when_long(void* state, sqlite3* handle, const char* schema,
                                     int log_pages) {
  auto& checkpointing = *static_cast<Checkpointing*>(state);
  if (log_pages < checkpointing.at_pages) return SQLITE_OK;
  const int result =
      sqlite3_wal_checkpoint_v2(handle, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if ((result & 0xFF) == SQLITE_IOERR)
    checkpointing.failure = error_of(handle, result, "checkpoint the write-ahead log");
  return SQLITE_OK;
}

base::Status Connection::check_last_checkpoint() {
  if (!checkpointing_ || !checkpointing_->failure) return {};
  return tl::unexpected(*std::exchange(checkpointing_->failure, std::nullopt));
}

base::Status Connection::configure(const ConnectionOptions& options) {
  sqlite3_busy_timeout(handle(), options.busy_timeout_ms);
  // SQLite's own safeguards against files that somebody crafted.
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // An untrusted schema may not use json_extract, which the indexes are made of. What else a
  // crafted one could call does no harm: no functions of ours are there, and extensions cannot be
  // loaded.
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, nullptr);
  // Debian's SQLite overwrites deleted bytes with zeros by default: an extra write of every page.
  WHIMBREL_TRY(execute(fmt::format("PRAGMA synchronous={};PRAGMA secure_delete=OFF;"
                                   "PRAGMA mmap_size=0;PRAGMA temp_store=MEMORY;"
                                   "PRAGMA wal_autocheckpoint=0",
                                   to_sql(options.sync)),
                       "configure the connection"));
  if (options.checkpoint_at_pages > 0) {
    checkpointing_ = std::make_unique<Checkpointing>();
    checkpointing_->at_pages = options.checkpoint_at_pages;
    sqlite3_wal_hook(handle(), checkpoint_when_long, checkpointing_.get());
  }
  return set_cache_kib(options.cache_kib);
}

base::Status Connection::execute(const std::string& sql, const char* doing) {
  const int result = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
  if (result == SQLITE_OK) return {};
  return tl::unexpected(error_of(handle(), sqlite3_extended_errcode(handle()), doing));
}

base::Result<std::int64_t> Connection::query_integer(const std::string& sql, const char* doing) {
  WHIMBREL_ASSIGN(Statement statement, Statement::prepare(*this, sql, doing));
  WHIMBREL_ASSIGN(const bool found, statement.step());
  return found ? statement.integer(0) : 0;
}

base::Status Connection::set_cache_kib(int cache_kib) {
  return execute(fmt::format("PRAGMA cache_size=-{}", cache_kib), "set the cache size");
}

bool Connection::in_transaction() const noexcept { return sqlite3_get_autocommit(handle()) == 0; }

}  // namespace whimbrel::stores::sqlite
