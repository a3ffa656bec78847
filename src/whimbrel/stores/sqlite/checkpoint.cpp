#include "whimbrel/stores/sqlite/checkpoint.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "whimbrel/stores/sqlite/sqlite_error.hpp"

namespace whimbrel::stores::sqlite {
namespace {

int to_sqlite(Checkpoint mode) {
  switch (mode) {
    case Checkpoint::passive:
      return SQLITE_CHECKPOINT_PASSIVE;
    case Checkpoint::restart:
      return SQLITE_CHECKPOINT_RESTART;
    case Checkpoint::truncate:
      return SQLITE_CHECKPOINT_TRUNCATE;
  }
  return SQLITE_CHECKPOINT_PASSIVE;
}

}  // namespace

base::Result<CheckpointResult> checkpoint(Connection& connection, Checkpoint mode) {
  int log_pages = 0;
  int moved_pages = 0;
  const int result = sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, to_sqlite(mode),
                                               &log_pages, &moved_pages);
  if (result != SQLITE_OK)
    return tl::unexpected(error_of(connection.handle(), result, "checkpoint the write-ahead log"));
  // Both are -1 when the file has no log.
  return CheckpointResult{static_cast<std::size_t>(std::max(log_pages, 0)),
                          static_cast<std::size_t>(std::max(moved_pages, 0))};
}

}  // namespace whimbrel::stores::sqlite
