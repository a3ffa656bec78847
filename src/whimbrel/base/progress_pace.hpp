#pragma once

#include <cstdint>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::base {

// When to tell progress: no oftener than an eye can follow. One thread.
class ProgressPace {
 public:
  static constexpr std::int64_t interval_ns = 100'000'000;

  // Whether something should be told now: `at_end`, or an interval after the last time.
  bool due(const Clock& clock, bool at_end = false) {
    const std::int64_t now_ns = clock.monotonic_ns();
    if (!at_end && now_ns < next_ns_) return false;
    next_ns_ = now_ns + interval_ns;
    return true;
  }

 private:
  std::int64_t next_ns_ = 0;
};

}  // namespace whimbrel::base
