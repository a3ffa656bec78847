#include "whimbrel/engine/phase_meter.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::int64_t telling_interval_ns = 100'000'000;

}  // namespace

PhaseMeter::PhaseMeter(ProgressSink& sink, const base::Clock& clock, std::string_view phase,
                       std::uint64_t total)
    : sink_(sink),
      clock_(clock),
      phase_(phase),
      total_(total),
      started_ns_(clock.monotonic_ns()),
      told_ns_(started_ns_) {
  tell({}, started_ns_);
}

void PhaseMeter::report(Progress progress) {
  const std::int64_t now_ns = clock_.monotonic_ns();
  if (now_ns - told_ns_ >= telling_interval_ns) tell(progress, now_ns);
}

void PhaseMeter::finish(Progress progress) { tell(progress, clock_.monotonic_ns()); }

void PhaseMeter::tell(Progress progress, std::int64_t now_ns) {
  told_ns_ = now_ns;
  progress.phase = phase_;
  progress.total = total_;
  const double seconds = static_cast<double>(now_ns - started_ns_) / 1e9;
  if (seconds > 0) progress.items_per_s = static_cast<double>(progress.done) / seconds;
  sink_.on_progress(progress);
}

}  // namespace whimbrel::engine
