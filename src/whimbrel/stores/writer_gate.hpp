#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace whimbrel::stores {

// Lets one writer of this process in at a time, first come, first served. SQLite itself only lets
// waiting writers poll with sleeps, which starves some and slows all. Thread-safe; enter() and
// leave() may be called from different threads.
class WriterGate {
 public:
  // False when the turn did not come within `timeout_ms`.
  bool enter(std::int64_t timeout_ms);
  void leave();

 private:
  std::mutex mutex_;
  std::condition_variable turn_changed_;
  std::uint64_t next_ticket_ = 0;
  std::uint64_t serving_ = 0;
  // Tickets whose holders gave up before their turn, skipped when it comes.
  std::vector<std::uint64_t> abandoned_;

  void skip_abandoned();
};

}  // namespace whimbrel::stores
