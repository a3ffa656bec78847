#include "whimbrel/engine/backup/frame_prefetcher.hpp"

namespace whimbrel::engine {

FramePrefetcher::FramePrefetcher(ArchiveReader& reader, std::size_t frames_max)
    : reader_(reader), frames_max_(frames_max), thread_([this] { read_ahead(); }) {}

FramePrefetcher::~FramePrefetcher() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void FramePrefetcher::read_ahead() {
  for (bool more = true; more;) {
    auto frame = std::make_unique<ArchiveFrame>();
    const auto read = reader_.next(*frame);
    more = read && *read;
    if (!read)
      put(tl::unexpected(read.error()));
    else if (!put(more ? std::move(frame) : nullptr))
      return;
  }
}

bool FramePrefetcher::put(base::Result<std::unique_ptr<ArchiveFrame>> frame) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.size() < frames_max_ || stopping_; });
  if (stopping_) return false;
  waiting_.push_back(std::move(frame));
  changed_.notify_all();
  return true;
}

base::Result<std::unique_ptr<ArchiveFrame>> FramePrefetcher::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !waiting_.empty(); });
  auto frame = std::move(waiting_.front());
  // The end, and an error, stay: asking again gives them again.
  if (frame && *frame)
    waiting_.pop_front();
  else
    waiting_.front() =
        frame ? base::Result<std::unique_ptr<ArchiveFrame>>(nullptr)
              : base::Result<std::unique_ptr<ArchiveFrame>>(tl::unexpected(frame.error()));
  changed_.notify_all();
  return frame;
}

}  // namespace whimbrel::engine
