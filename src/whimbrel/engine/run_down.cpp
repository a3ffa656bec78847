#include <fmt/format.h>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/counted.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/run_steps.hpp"

namespace whimbrel::engine {
namespace {

base::Status refuse_without_run(const RunEnvironment& environment, const Migration& migration) {
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  Ledger ledger(*session);
  const std::string& id = migration.info().id;
  WHIMBREL_ASSIGN(const auto standing, newest_standing_run(ledger, id));
  if (standing && standing->baseline)
    return base::fail(
        base::ErrorKind::refused,
        fmt::format("{} was baselined (run {}), not run here: there is nothing to take back", id,
                    standing->run_id),
        fmt::format("undo by hand what it stands for; `whimbrel baseline --withdraw {}` then makes "
                    "it pending",
                    id));
  if (standing && standing->status == RunStatus::completed && !migration.info().undoable)
    return base::fail(base::ErrorKind::refused,
                      fmt::format("{} says that it is never taken back (undo: none): its journal "
                                  "went when it was completed",
                                  id),
                      "put the collection back from the backup made before the run: `whimbrel "
                      "backup restore --existing replace`");
  if (standing) return {};
  WHIMBREL_ASSIGN(const auto latest, ledger.latest_run(id));
  return base::fail(base::ErrorKind::refused,
                    fmt::format("Cannot rollback migration with status: {}",
                                latest ? to_string(latest->status) : "pending"),
                    "nothing to take back: `whimbrel status` shows where it stands");
}

}  // namespace

base::Result<RunReport> run_down(const RunEnvironment& environment, const Migration& migration,
                                 const RunOptions& options) {
  ReportBuilder report(environment, "down", options.dry_run);
  WHIMBREL_TRY(refuse_without_run(environment, migration));
  WHIMBREL_ASSIGN(ActiveRun run, ActiveRun::reopen(environment, migration, options));
  WHIMBREL_TRY(run.withdraw_request());
  report.note(fmt::format("rolling back run {}, which changed {}", run.record().run_id,
                          counted(run.record().counters.changed, run.plan().item_noun)));
  return carry_back(environment, migration, run, options, report);
}

}  // namespace whimbrel::engine
