#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/engine/backup/archive_writer.hpp"
#include "whimbrel/engine/backup/frame_encoder.hpp"
#include "whimbrel/engine/backup/progress_meter.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Copies one collection into an archive: threads take key ranges in turn, and each reads a page,
// packs it, encrypts it and hands it to the writer. One call of run().
class SectionBackup {
 public:
  SectionBackup(stores::Store& store, ArchiveWriter& writer, std::string collection,
                ProgressMeter& progress, const base::Cancellation& cancellation)
      : store_(store),
        writer_(writer),
        collection_(std::move(collection)),
        progress_(progress),
        cancellation_(cancellation) {}

  base::Status run(int threads);

 private:
  struct Scratch;

  base::Status work();
  base::Status copy_range(const stores::KeyRange& range, stores::Session& session,
                          Scratch& scratch);
  base::Status copy_page(Scratch& scratch);
  void fail_with(base::Error error);
  bool failed() const;

  stores::Store& store_;
  ArchiveWriter& writer_;
  std::string collection_;
  ProgressMeter& progress_;
  const base::Cancellation& cancellation_;
  std::uint32_t section_ = 0;
  std::vector<stores::KeyRange> ranges_;
  std::atomic<std::size_t> next_range_{0};
  mutable std::mutex mutex_;
  std::optional<base::Error> failure_;
};

}  // namespace whimbrel::engine
