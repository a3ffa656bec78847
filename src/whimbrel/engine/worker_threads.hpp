#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::engine {

// Threads that work side by side until all end or the first one fails. Start and wait from one
// thread.
class WorkerThreads {
 public:
  WorkerThreads() = default;
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;
  ~WorkerThreads();

  // `work` runs on a thread of its own; it should look at stopping() often.
  void start(std::function<base::Status()> work);

  // True once a thread failed: the others should end.
  bool stopping() const noexcept { return stopping_; }

  // Waits for all, calling `meanwhile` about ten times a second on the calling thread. The first
  // error.
  base::Status wait(const std::function<void()>& meanwhile);

 private:
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
  std::atomic<bool> stopping_{false};
  std::optional<base::Error> error_;
};

}  // namespace whimbrel::engine
