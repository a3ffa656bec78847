#pragma once

#include <cstdint>
#include <string_view>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/progress_pace.hpp"
#include "whimbrel/engine/progress.hpp"

namespace whimbrel::engine {

// Turns counts into Progress calls, no oftener than an eye can follow. One thread.
class PhaseMeter {
 public:
  // `sink` and `clock` must outlive it; `phase` must be a literal.
  PhaseMeter(ProgressSink& sink, const base::Clock& clock, std::string_view phase,
             std::uint64_t total);

  // `progress`'s counts, absolute; phase, total and rate are filled in.
  void report(Progress progress);
  // The last word of the phase, always told.
  void finish(Progress progress);

 private:
  void tell(Progress progress);

  ProgressSink& sink_;
  const base::Clock& clock_;
  std::string_view phase_;
  std::uint64_t total_;
  std::int64_t started_ns_;
  base::ProgressPace pace_;
};

}  // namespace whimbrel::engine
