#pragma once

#include <cstddef>
#include <cstdint>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"

namespace whimbrel::stores::sqlite {

enum class Checkpoint : std::uint8_t {
  passive,   // moves what it can, waits for nobody
  restart,   // moves everything, so that the next writer starts the log over
  truncate,  // restart, and makes the log an empty file
};

struct CheckpointResult {
  std::size_t log_pages = 0;    // in the log
  std::size_t moved_pages = 0;  // of these, also in the file now
  bool complete() const noexcept { return moved_pages == log_pages; }
};

// Copies pages from the write-ahead log into the file. busy (restart, truncate) when readers or a
// writer of another process did not finish in time; whatever happens, nothing committed is lost.
base::Result<CheckpointResult> checkpoint(Connection& connection, Checkpoint mode);

}  // namespace whimbrel::stores::sqlite
