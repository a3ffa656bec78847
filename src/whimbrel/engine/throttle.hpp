#pragma once

#include <cstdint>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::engine {

// Says how long a run must wait to keep to a number of items a second. One thread.
class Throttle {
 public:
  // items_per_s_max 0 = no limit. `clock` must outlive it.
  Throttle(const base::Clock& clock, std::uint64_t items_per_s_max)
      : clock_(clock), items_per_s_max_(items_per_s_max), started_ns_(clock.monotonic_ns()) {}

  // Says that `items` more were done.
  void done(std::uint64_t items) { items_ += items; }

  // How long the next batch must wait, so that it is not too many; 0 or less = not at all. Whoever
  // waits must listen meanwhile: at a low rate it can be minutes.
  std::int64_t wait_ms() const {
    if (items_per_s_max_ == 0) return 0;
    const auto due_ms = static_cast<std::int64_t>(items_ * 1000 / items_per_s_max_);
    return due_ms - (clock_.monotonic_ns() - started_ns_) / 1'000'000;
  }

 private:
  const base::Clock& clock_;
  std::uint64_t items_per_s_max_;
  std::int64_t started_ns_;
  std::uint64_t items_ = 0;
};

}  // namespace whimbrel::engine
