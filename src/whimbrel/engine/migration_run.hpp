#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/engine/run_report.hpp"

// The verbs of a run, each a function that reads as an operator would tell it. All may be called
// from any thread, one at a time for one RunEnvironment. For a dry run hand in a store that cannot
// write (dry_run_store.hpp): the code is the same.
namespace whimbrel::engine {

// Reads everything once with the real transformation and says what a run would do. Writes nothing.
// not_found when the collection is missing; invalid_data from pinned inputs.
base::Result<Plan> make_plan(const RunEnvironment& environment, const Migration& migration,
                             const RunOptions& options);

// make_plan with the inputs pinned already: for holding an earlier plan against what is there now.
base::Result<Plan> survey(const RunEnvironment& environment, const Migration& migration,
                          const RunOptions& options, Plan pinned);

// Refuses, before anything is planned, what run_up would: `busy` while a run goes on, `refused`
// when the migration has been completed, or a run of it must be resumed or rolled back first.
base::Status check_may_start(const RunEnvironment& environment, const Migration& migration);

// Refuses what cannot be applied safely: `refused` when the plan is another migration's or
// target's, with a failed prerequisite, or past the blast radius.
base::Status check_plan(const RunEnvironment& environment, const Migration& migration,
                        const Plan& plan, const RunOptions& options);

// Applies `plan`: check → back up → apply → verify → report. Set `planned_before` when the plan was
// made earlier than just now: everything is read again and a plan that no longer fits is refused
// with the difference. A report is given also when items were quarantined (status completed) or the
// run was paused or aborted on request (status paused, rolled_back); errors: refused, busy,
// lease_lost, cancelled (resumable), and the store's own.
base::Result<RunReport> run_up(const RunEnvironment& environment, const Migration& migration,
                               const Plan& plan, bool planned_before, const RunOptions& options);

// Goes on with the newest run where its last checkpoint left it, in whichever direction it was
// going. refused when there is nothing to resume.
base::Result<RunReport> run_resume(const RunEnvironment& environment, const Migration& migration,
                                   const RunOptions& options);

// Takes part in a shared run (RunOptions::shared_parts) that another process coordinates: works on
// segments that nobody holds until none is left, and waits for the run's end; goes on as the
// coordinator when that one is gone. Returns the run's report when it has ended or was stopped.
// not_found for an unknown run; refused when it is not shared, or stopped already.
base::Result<RunReport> run_work(const RunEnvironment& environment, const Migration& migration,
                                 const std::string& run_id, const RunOptions& options);

// Takes the newest run back from its journal. refused: "Cannot rollback migration with status: X",
// "No backup data found - cannot rollback safely".
base::Result<RunReport> run_down(const RunEnvironment& environment, const Migration& migration,
                                 const RunOptions& options);

// Holds the newest run's every write against the transformation of its before-image, and the
// migration's own checks. Writes nothing. The report's checks say what was found.
base::Result<RunReport> run_verify(const RunEnvironment& environment, const Migration& migration,
                                   const RunOptions& options);

// The report of a past run, as the ledger tells it; the newest when `run_id` is empty.
base::Result<RunReport> load_report(const RunEnvironment& environment, const Migration& migration,
                                    std::string_view run_id);

}  // namespace whimbrel::engine
