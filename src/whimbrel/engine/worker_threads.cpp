#include "whimbrel/engine/worker_threads.hpp"

#include <utility>

namespace whimbrel::engine {

WorkerThreads::~WorkerThreads() {
  stopping_ = true;
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void WorkerThreads::start(std::function<base::Status()> work) {
  {
    const std::lock_guard lock(mutex_);
    ++running_;
  }
  threads_.emplace_back([this, work = std::move(work)] {
    base::Status done;
    try {
      done = work();
    } catch (const std::exception& exception) {
      done = base::fail(base::ErrorKind::internal,
                        std::string("a worker thread stopped: ") + exception.what());
    }
    const std::lock_guard lock(mutex_);
    if (!done) {
      if (!error_) error_ = done.error();
      stopping_ = true;
    }
    --running_;
    ended_.notify_all();
  });
}

base::Status WorkerThreads::wait(const std::function<void()>& meanwhile) {
  {
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, std::chrono::milliseconds(100), [&] { return running_ == 0; })) {
      lock.unlock();
      meanwhile();
      lock.lock();
    }
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  if (error_) return tl::unexpected(*error_);
  return {};
}

}  // namespace whimbrel::engine
