#pragma once

#include <cstdint>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::engine {

// Holds a run to a number of items a second by sleeping at batch borders. One thread.
class Throttle {
 public:
  // items_per_s_max 0 = no limit. `clock` must outlive it.
  Throttle(const base::Clock& clock, std::uint64_t items_per_s_max)
      : clock_(clock), items_per_s_max_(items_per_s_max), started_ns_(clock.monotonic_ns()) {}

  // Says that `items` more were done, and sleeps until that is not too many.
  void done(std::uint64_t items) {
    if (items_per_s_max_ == 0) return;
    items_ += items;
    const auto due_ms = static_cast<std::int64_t>(items_ * 1000 / items_per_s_max_);
    const auto passed_ms = (clock_.monotonic_ns() - started_ns_) / 1'000'000;
    if (due_ms > passed_ms) clock_.sleep_ms(due_ms - passed_ms);
  }

 private:
  const base::Clock& clock_;
  std::uint64_t items_per_s_max_;
  std::int64_t started_ns_;
  std::uint64_t items_ = 0;
};

}  // namespace whimbrel::engine
