#include "whimbrel/stores/store_maintainer.hpp"

#include <chrono>

namespace whimbrel::stores {

StoreMaintainer::StoreMaintainer(Store& store, std::int64_t interval_ms)
    : store_(store), interval_ms_(interval_ms), thread_([this] { run(); }) {}

StoreMaintainer::~StoreMaintainer() {
  if (thread_.joinable()) static_cast<void>(stop());
}

base::Status StoreMaintainer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (error_) return tl::unexpected(*error_);
  return {};
}

void StoreMaintainer::run() {
  std::unique_lock lock(mutex_);
  while (
      !wake_.wait_for(lock, std::chrono::milliseconds(interval_ms_), [&] { return stopping_; })) {
    lock.unlock();
    auto maintained = store_.maintain();
    lock.lock();
    // Busy is no failure: a reader or writer held it this time, and the next round tries again.
    if (!maintained && maintained.error().kind() != base::ErrorKind::busy) {
      error_ = maintained.error();
      return;
    }
  }
}

}  // namespace whimbrel::stores
