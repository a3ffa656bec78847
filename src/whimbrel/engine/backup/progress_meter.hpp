#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "whimbrel/base/clock.hpp"
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
    const std::int64_t now_ns = base::system_clock().monotonic_ns();
    if (items_done_ != items_total_ && now_ns < next_report_ns_) return;
    next_report_ns_ = now_ns + report_interval_ns;
    function_({phase_, collection, items_done_, items_total_});
  }

 private:
  static constexpr std::int64_t report_interval_ns = 100'000'000;

  std::string phase_;
  std::uint64_t items_total_;
  BackupProgressFunction function_;
  std::mutex mutex_;
  std::uint64_t items_done_ = 0;
  std::int64_t next_report_ns_ = 0;
};

}  // namespace whimbrel::engine
