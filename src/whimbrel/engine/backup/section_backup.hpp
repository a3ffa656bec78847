#pragma once

#include <memory>
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

// Copies one collection into an archive. Each thread reads the next page of a key range that it may
// share with others, and packs, encrypts and hashes it while they read on. One call of run().
class SectionBackup {
 public:
  SectionBackup(stores::Store& store, ArchiveWriter& writer, std::string collection,
                ProgressMeter& progress, const base::Cancellation& cancellation)
      : store_(store),
        writer_(writer),
        collection_(std::move(collection)),
        progress_(progress),
        cancellation_(cancellation) {}

  // `readers` ranges are read side by side; with one, the archive is in the order of the scan.
  base::Status run(int threads, int readers);

 private:
  struct Scratch;

  struct SharedRange {
    explicit SharedRange(stores::KeyRange range) : rest(std::move(range)) {}

    std::mutex mutex;
    stores::KeyRange rest;
    bool at_end = false;
  };

  base::Status cut_into_ranges(int readers);
  void run_worker(std::size_t number);
  base::Status copy_pages(std::size_t first_range);
  base::Result<bool> read_page(SharedRange& range, stores::Session& session, Scratch& scratch);
  base::Status pack_page(Scratch& scratch);

  stores::Store& store_;
  ArchiveWriter& writer_;
  std::string collection_;
  ProgressMeter& progress_;
  const base::Cancellation& cancellation_;
  std::uint32_t section_ = 0;
  std::vector<std::unique_ptr<SharedRange>> ranges_;
  std::mutex mutex_;
  std::optional<base::Error> failure_;
};

}  // namespace whimbrel::engine
