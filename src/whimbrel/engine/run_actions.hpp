#pragma once

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/report_builder.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// Which of a migration's actions: those before its items, or those after them.
enum class ActionStage : std::uint8_t { before, after };

// Performs, in order, those that this run has not performed yet. The ledger says "begun" before and
// "done" after each, so a run that was interrupted asks the world (is_done) what became of the one
// in between. What is there before the run began is left as found, also by a rollback. In a dry run
// only what a dry run can show is performed. Errors: the action's, naming it.
base::Status perform_actions(const RunEnvironment& environment, const Migration& migration,
                             ActionStage stage, ActiveRun& run, const RunOptions& options,
                             ReportBuilder& report);

// Takes back, in reverse order, those that this run performed. refused, naming it, when one cannot
// be taken back; nothing else is undone then.
base::Status undo_actions(const RunEnvironment& environment, const Migration& migration,
                          ActionStage stage, ActiveRun& run, const RunOptions& options,
                          ReportBuilder& report);

// Holds an action that cannot be taken back, and that this run performed, against a rollback
// before it begins: refused.
base::Status check_actions_undoable(const Migration& migration, ActiveRun& run);

}  // namespace whimbrel::engine
