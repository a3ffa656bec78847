#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores {

// Runs Store::maintain off the writing thread while others write, so that the write-ahead log stays
// small without the writer waiting for it.
class StoreMaintainer {
 public:
  // `store` must outlive it.
  explicit StoreMaintainer(Store& store, std::int64_t interval_ms = 50);
  ~StoreMaintainer();

  // Ends the thread; the first error that maintenance met, if any.
  base::Status stop();

 private:
  void run();

  Store& store_;
  std::int64_t interval_ms_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::optional<base::Error> error_;
  std::thread thread_;
};

}  // namespace whimbrel::stores
