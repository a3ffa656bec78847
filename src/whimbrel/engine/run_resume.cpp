#include <fmt/format.h>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/run_steps.hpp"

namespace whimbrel::engine {

base::Result<RunReport> run_resume(const RunEnvironment& environment, const Migration& migration,
                                   const RunOptions& options) {
  ReportBuilder report(environment, "resume", options.dry_run);
  WHIMBREL_ASSIGN(ActiveRun run, ActiveRun::reopen(environment, migration, options));
  const RunStatus status = run.record().status;
  if (status == RunStatus::completed) {
    return base::fail(
        base::ErrorKind::refused,
        fmt::format("run {} is completed: there is nothing to resume", run.record().run_id),
        "`whimbrel verify` checks it again, `whimbrel down` takes it back");
  }
  WHIMBREL_TRY(run.withdraw_request());
  report.note(fmt::format("run {} resumed from status {}", run.record().run_id, to_string(status)));
  if (status == RunStatus::rolling_back)
    return carry_back(environment, migration, run, options, report);
  WHIMBREL_TRY(run.change_status(RunStatus::running, "run resumed"));
  return carry_forward(environment, migration, run, options, report);
}

}  // namespace whimbrel::engine
