#pragma once

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/phase_end.hpp"
#include "whimbrel/engine/report_builder.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/engine/segment_lease.hpp"

namespace whimbrel::engine {

// As apply_changes(), by the process that holds a shared run: works on segments that nobody has
// taken and waits for the rest. When the run is to stop, returns once nobody works on it any more.
base::Result<PhaseEnd> apply_shared(const RunEnvironment& environment, const Migration& migration,
                                    ActiveRun& run, const RunOptions& options,
                                    ReportBuilder& report);

// Works on segments of a shared run, one after the other, beside other processes, until none is
// left or the run is to stop. A process that dies or loses a lease leaves its segment, at the last
// checkpoint, to whoever takes it next.
base::Result<PhaseEnd> work_on_segments(const RunEnvironment& environment,
                                        const Migration& migration, const SharedRun& run,
                                        const RunOptions& options, ReportBuilder& report);

// Waits until no other process writes for the run: from then on nobody can, because the lease of
// each segment that is not done was taken once more. busy when one does not let go.
base::Status shut_others_out(const RunEnvironment& environment, ActiveRun& run,
                             const RunOptions& options);

}  // namespace whimbrel::engine
