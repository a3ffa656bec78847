#pragma once

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/phase_end.hpp"
#include "whimbrel/engine/report_builder.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// Walks pass after pass from the run's checkpoints on, of a shared run together with whoever else
// works on it, and stops at a batch border when asked to. Errors leave the run resumable.
base::Result<PhaseEnd> apply_changes(const RunEnvironment& environment, const Migration& migration,
                                     ActiveRun& run, const RunOptions& options,
                                     ReportBuilder& report);

// Counts what a crash left behind the last checkpoints, so that a rollback finds it in the journal;
// before that, whoever else works on a shared run is shut out. Stores with transactions never leave
// anything. busy while another process still works on it.
base::Status settle_interrupted_batch(const RunEnvironment& environment, const Migration& migration,
                                      ActiveRun& run, const RunOptions& options);

// Sets the checkpoints back to the start of each pass, to catch what live writers put behind them.
base::Status begin_another_sweep(ActiveRun& run);

}  // namespace whimbrel::engine
