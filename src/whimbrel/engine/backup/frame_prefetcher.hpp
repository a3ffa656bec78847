#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "whimbrel/engine/backup/archive_reader.hpp"

namespace whimbrel::engine {

// Reads an archive's frames ahead on a thread of its own, so that hashing, decryption and unpacking
// go on while a store writes. At most `frames_max` frames wait.
class FramePrefetcher {
 public:
  // `reader` must outlive this, and nobody else may use it meanwhile.
  FramePrefetcher(ArchiveReader& reader, std::size_t frames_max);
  ~FramePrefetcher();

  // The next items frame; null at the proven end.
  base::Result<std::unique_ptr<ArchiveFrame>> next();

 private:
  void read_ahead();
  bool put(base::Result<std::unique_ptr<ArchiveFrame>> frame);

  ArchiveReader& reader_;
  std::size_t frames_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<base::Result<std::unique_ptr<ArchiveFrame>>> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace whimbrel::engine
