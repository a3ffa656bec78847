#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/engine/ledger/run_record.hpp"

namespace whimbrel::engine {

// Where a run is. Counts are of this phase.
struct Progress {
  std::string_view phase;  // "plan", "backup", "apply", "verify", "undo", "import", …
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0 = not known
  std::uint64_t changed = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t quarantined = 0;
  double items_per_s = 0;
};

// The counts of a phase that works through a run's items.
Progress progress_of(const RunCounters& counters);

// Told how a run goes, at most about ten times a second and at each phase's start and end, always
// from the thread that called the engine or from one thread at a time.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  virtual void on_progress(const Progress& progress) = 0;
  // One line an operator should read now: "backing up cashu_tokens to …".
  virtual void on_message(std::string_view message) = 0;
};

// Says nothing. A static.
ProgressSink& silent_progress();

}  // namespace whimbrel::engine
