#pragma once

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/report_builder.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// The two directions of a run, shared by the verbs that start one and those that go on with one.
// Both leave the run's record saying how it ended, also when they fail, and give the lease back.

// Backup (unless taken or not wanted) → apply → verify → completed; another sweep when live writers
// put something behind the run. Ends paused, rolled back or failed when asked or when it must.
base::Result<RunReport> carry_forward(const RunEnvironment& environment, const Migration& migration,
                                      ActiveRun& run, const RunOptions& options,
                                      ReportBuilder& report);

// Undo → verify → rolled back.
base::Result<RunReport> carry_back(const RunEnvironment& environment, const Migration& migration,
                                   ActiveRun& run, const RunOptions& options,
                                   ReportBuilder& report);

}  // namespace whimbrel::engine
