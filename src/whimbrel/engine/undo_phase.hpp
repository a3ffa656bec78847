#pragma once

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/apply_phase.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// Holds the run's journal against its chain, before anything is taken back. refused "No backup data
// found - cannot rollback safely" when it is missing or damaged.
base::Status check_journal(const RunEnvironment& environment, ActiveRun& run);

// Takes back everything the run's journal holds, from its newest block on, or goes on with that
// where its checkpoint left it. The journal is checked as by check_journal() before the first
// write.
base::Result<PhaseEnd> undo_changes(const RunEnvironment& environment, ActiveRun& run,
                                    const RunOptions& options);

// What undoing counted so far.
base::Result<RunCounters> undo_counters(ActiveRun& run);

}  // namespace whimbrel::engine
