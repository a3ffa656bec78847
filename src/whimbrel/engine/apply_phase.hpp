#pragma once

#include <cstdint>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/report_builder.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

enum class PhaseEnd : std::uint8_t {
  finished,
  pause_requested,
  abort_requested,
};

// Walks pass after pass from the run's checkpoints on, a reader thread planning ahead of the
// writing calling thread, and stops at a batch border when asked to. Errors leave the run
// resumable.
base::Result<PhaseEnd> apply_changes(const RunEnvironment& environment, const Migration& migration,
                                     ActiveRun& run, const RunOptions& options,
                                     ReportBuilder& report);

// Counts what a crash left behind the last checkpoint, so that a rollback finds it in the journal.
// Stores with transactions never leave anything.
base::Status settle_interrupted_batch(const RunEnvironment& environment, const Migration& migration,
                                      ActiveRun& run);

// Sets the checkpoints back to the start of each pass, to catch what live writers put behind them.
base::Status begin_another_sweep(const Migration& migration, ActiveRun& run);

}  // namespace whimbrel::engine
