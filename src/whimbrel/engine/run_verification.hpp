#pragma once

#include <cstdint>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/report_builder.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

struct VerificationVerdict {
  bool passed = false;
  // The only thing amiss is what live writers put behind the run: another sweep mends it.
  bool another_sweep_mends = false;
};

// Everything that must hold before a run counts as done: each write against the transformation,
// nothing left selected, the migration's own checks. What was found goes to `report`.
base::Result<VerificationVerdict> verify_run(const RunEnvironment& environment,
                                             const Migration& migration, const Plan& plan,
                                             const RunRecord& run, const RunOptions& options,
                                             ReportBuilder& report);

// The same for a run that was taken back.
base::Result<VerificationVerdict> verify_rollback(const RunEnvironment& environment,
                                                  const Plan& plan, const RunRecord& run,
                                                  const RunOptions& options, ReportBuilder& report);

}  // namespace whimbrel::engine
