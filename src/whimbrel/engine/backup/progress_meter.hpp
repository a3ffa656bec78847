#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "whimbrel/base/progress_pace.hpp"
#include "whimbrel/engine/backup/backup_progress.hpp"

namespace whimbrel::engine {

// Counts items from any thread and passes the count on, not too often.
class ProgressMeter {
 public:
  ProgressMeter(std::string_view phase, std::uint64_t items_total, BackupProgressFunction function)
      : phase_(phase), items_total_(items_total), function_(std::move(function)) {}

  void add(std::string_view collection, std::uint64_t items) {
    if (!function_) return;
    const std::scoped_lock lock(mutex_);
    items_done_ += items;
    if (!pace_.due(base::system_clock(), items_done_ == items_total_)) return;
    function_({phase_, collection, items_done_, items_total_});
  }

 private:
  std::string phase_;
  std::uint64_t items_total_;
  BackupProgressFunction function_;
  std::mutex mutex_;
  std::uint64_t items_done_ = 0;
  base::ProgressPace pace_;
};

}  // namespace whimbrel::engine
