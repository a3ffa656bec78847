#include "whimbrel/stores/sqlite/sqlite_error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>

namespace whimbrel::stores::sqlite {
namespace {

using base::ErrorKind;

struct Meaning {
  ErrorKind kind;
  std::string_view remedy;
};

Meaning meaning_of_cannot_open(sqlite3* database) {
  const int system_error = database == nullptr ? 0 : sqlite3_system_errno(database);
  if (system_error == ENOENT || system_error == ENOTDIR || system_error == EISDIR)
    return {ErrorKind::not_found, "check the path in --target"};
  if (system_error == EACCES || system_error == EPERM || system_error == EROFS)
    return {ErrorKind::permission,
            "give this user access to the file and to its folder, where SQLite keeps the -wal and "
            "-shm files"};
  return {ErrorKind::io, "check the path in --target, the folder and the disk"};
}

Meaning meaning_of(sqlite3* database, int result_code) {
  switch (result_code & 0xff) {
    case SQLITE_FULL:
      return {ErrorKind::no_space, "free disk space or quota, then resume; nothing was lost"};
    case SQLITE_IOERR:
      return {ErrorKind::io,
              "check the disk and the system log; then open the target again and resume: what was "
              "not committed is redone"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return {ErrorKind::busy,
              "wait until the other program that uses the file is done, then retry"};
    case SQLITE_READONLY:
      // A command died while it made the file, and SQLite's own journal of that is still there.
      if (result_code == SQLITE_READONLY_ROLLBACK)
        return {ErrorKind::permission,
                "a command was killed while it wrote here: run it again, which first takes back "
                "what was half done"};
      [[fallthrough]];
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {ErrorKind::permission,
              "make the file and its folder writable for this user, or use a copy"};
    case SQLITE_CANTOPEN:
      return meaning_of_cannot_open(database);
    case SQLITE_NOTADB:
      return {ErrorKind::corrupt, "this is no SQLite database: check the path in --target"};
    case SQLITE_CORRUPT:
      return {ErrorKind::corrupt,
              "stop using the file; restore it from a backup (whimbrel backup restore)"};
    case SQLITE_TOOBIG:
      return {ErrorKind::invalid_data, "make the item smaller, or exclude it"};
    case SQLITE_NOMEM:
      return {ErrorKind::unavailable, "free memory or use smaller batches, then retry"};
    case SQLITE_INTERRUPT:
      return {ErrorKind::cancelled, "run it again"};
    default:
      return {ErrorKind::internal, "report this as a bug, with the command and this message"};
  }
}

}  // namespace

base::Error error_of(sqlite3* database, int result_code, std::string_view doing) {
  const Meaning meaning = meaning_of(database, result_code);
  const char* generic = sqlite3_errstr(result_code);
  const char* detail = database == nullptr ? generic : sqlite3_errmsg(database);
  // errmsg tells of the last call on the connection, which need not be the one that failed.
  const bool detail_fits =
      database != nullptr && (sqlite3_errcode(database) & 0xff) == (result_code & 0xff);
  if (detail_fits && std::string_view(detail) == "malformed JSON")
    return {base::ErrorKind::invalid_data, fmt::format("{}: an item is no JSON", doing),
            "correct the item with the sqlite3 shell; an index takes none but JSON"};
  return {
      meaning.kind,
      fmt::format("{}: {} (SQLite code {})", doing, detail_fits ? detail : generic, result_code),
      std::string(meaning.remedy)};
}

}  // namespace whimbrel::stores::sqlite
