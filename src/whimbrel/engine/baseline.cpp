#include "whimbrel/engine/baseline.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/new_plan.hpp"

namespace whimbrel::engine {

base::Result<RunRecord> baseline_migration(const RunEnvironment& environment,
                                           const Migration& migration, const RunOptions& options) {
  // It changes nothing; reports and verification read every run's plan.
  const Plan plan = new_plan(environment, migration);
  WHIMBREL_ASSIGN(ActiveRun run, ActiveRun::file_baseline(environment, migration, plan, options));
  WHIMBREL_TRY(run.release());
  return run.record();
}

base::Result<RunRecord> withdraw_baseline(const RunEnvironment& environment,
                                          const Migration& migration, const RunOptions& options) {
  WHIMBREL_ASSIGN(ActiveRun run, ActiveRun::reopen_changed(environment, migration, options));
  if (!run.record().baseline)
    return base::fail(
        base::ErrorKind::refused,
        fmt::format("run {} of {} is no baseline", run.record().run_id, migration.info().id),
        "take it back with `whimbrel down`");
  WHIMBREL_TRY(run.change_status(RunStatus::rolled_back, "baseline withdrawn",
                                 "pending again; nothing was changed"));
  WHIMBREL_TRY(run.release());
  return run.record();
}

base::Result<ChecksumRepair> repair_checksum(const RunEnvironment& environment,
                                             const Migration& migration,
                                             const RunOptions& options) {
  WHIMBREL_ASSIGN(ActiveRun run, ActiveRun::reopen_changed(environment, migration, options));
  const RunRecord& record = run.record();
  if (record.status != RunStatus::completed)
    return base::fail(base::ErrorKind::refused,
                      fmt::format("run {} has status {}: only a completed run can be repaired",
                                  record.run_id, to_string(record.status)),
                      "put the migration back as it was when the run began, then `whimbrel resume` "
                      "or `whimbrel down`");
  ChecksumRepair repair{record.run_id, record.migration_checksum, migration.checksum()};
  if (repair.recorded == repair.repaired)
    return base::fail(base::ErrorKind::refused,
                      fmt::format("{} is what run {} applied: there is nothing to repair",
                                  migration.info().id, record.run_id),
                      "nothing to do");
  WHIMBREL_TRY(run.change_checksum(repair.repaired));
  WHIMBREL_TRY(run.release());
  return repair;
}

}  // namespace whimbrel::engine
