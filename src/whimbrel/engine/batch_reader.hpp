#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/batch.hpp"

namespace whimbrel::engine {

// Makes the batches of a run, in order. Used by one thread.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  // Fills an empty batch and seals it; sets `last` on the final one, which may be empty.
  virtual base::Status fill(Batch& batch) = 0;
};

// Fills batches on a thread of its own while the consumer writes earlier ones. Memory is bounded by
// `depth` batches. The consumer is one thread.
class BatchReader {
 public:
  // `source` must outlive the reader and is used by its thread alone from now on.
  explicit BatchReader(BatchSource& source, std::size_t depth = 3);
  // Stops the thread; batches not yet taken are dropped.
  ~BatchReader();

  // The next batch, valid until the next call; nullptr behind the last one.
  base::Result<Batch*> next();

 private:
  void run();

  BatchSource& source_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Batch>> batches_;
  std::deque<Batch*> free_;
  std::deque<Batch*> filled_;
  std::optional<base::Error> error_;
  Batch* taken_ = nullptr;
  bool ended_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace whimbrel::engine
