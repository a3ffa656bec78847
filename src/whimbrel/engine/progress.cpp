#include "whimbrel/engine/progress.hpp"

namespace whimbrel::engine {
namespace {

class SilentProgress final : public ProgressSink {
 public:
  void on_progress(const Progress&) override {}
  void on_message(std::string_view) override {}
};

}  // namespace

Progress progress_of(const RunCounters& counters) {
  Progress progress;
  progress.done = counters.scanned;
  progress.changed = counters.changed;
  progress.conflicts = counters.conflicts;
  progress.quarantined = counters.quarantined;
  return progress;
}

ProgressSink& silent_progress() {
  static SilentProgress sink;
  return sink;
}

}  // namespace whimbrel::engine
