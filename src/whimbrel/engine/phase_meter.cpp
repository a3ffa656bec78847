#include "whimbrel/engine/phase_meter.hpp"

namespace whimbrel::engine {

PhaseMeter::PhaseMeter(ProgressSink& sink, const base::Clock& clock, std::string_view phase,
                       std::uint64_t total)
    : sink_(sink), clock_(clock), phase_(phase), total_(total), started_ns_(clock.monotonic_ns()) {
  finish({});
}

void PhaseMeter::report(Progress progress) {
  if (pace_.due(clock_)) tell(progress);
}

void PhaseMeter::finish(Progress progress) {
  pace_.due(clock_, true);
  tell(progress);
}

void PhaseMeter::tell(Progress progress) {
  progress.phase = phase_;
  progress.total = total_;
  const double seconds = static_cast<double>(clock_.monotonic_ns() - started_ns_) / 1e9;
  if (seconds > 0) progress.items_per_s = static_cast<double>(progress.done) / seconds;
  sink_.on_progress(progress);
}

}  // namespace whimbrel::engine
