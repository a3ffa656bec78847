#pragma once

#include <atomic>

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
};

}  // namespace whimbrel::stores::sqlite
