#include "whimbrel/engine/batch_reader.hpp"

#include <exception>

namespace whimbrel::engine {

BatchReader::BatchReader(BatchSource& source, std::size_t depth) : source_(source) {
  for (std::size_t i = 0; i < depth; ++i) {
    batches_.push_back(std::make_unique<Batch>());
    free_.push_back(batches_.back().get());
  }
  thread_ = std::thread([this] { run(); });
}

BatchReader::~BatchReader() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

base::Result<Batch*> BatchReader::next() {
  std::unique_lock lock(mutex_);
  if (taken_ != nullptr) {
    free_.push_back(taken_);
    taken_ = nullptr;
    changed_.notify_all();
  }
  changed_.wait(lock, [&] { return !filled_.empty() || ended_; });
  if (filled_.empty()) {
    if (error_) return tl::unexpected(*error_);
    return nullptr;
  }
  taken_ = filled_.front();
  filled_.pop_front();
  return taken_;
}

void BatchReader::run() {
  while (true) {
    Batch* batch = nullptr;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !free_.empty() || stopping_; });
      if (stopping_) return;
      batch = free_.front();
      free_.pop_front();
    }
    batch->clear();
    base::Status filled;
    try {
      filled = source_.fill(*batch);
    } catch (const std::exception& exception) {
      filled = base::fail(base::ErrorKind::internal,
                          std::string("the reader stopped: ") + exception.what());
    }
    const std::lock_guard lock(mutex_);
    if (!filled) {
      error_ = filled.error();
      ended_ = true;
    } else {
      filled_.push_back(batch);
      ended_ = batch->last;
    }
    changed_.notify_all();
    if (ended_) return;
  }
}

}  // namespace whimbrel::engine
