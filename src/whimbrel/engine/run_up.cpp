#include <fmt/format.h>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/counted.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/run_announcer.hpp"
#include "whimbrel/engine/run_steps.hpp"

namespace whimbrel::engine {
namespace {

// The plan was made earlier: what it was made of must still be what is there.
base::Status refuse_drift(const RunEnvironment& environment, const Migration& migration,
                          const Plan& plan, const RunOptions& options) {
  Plan pinned = plan;
  pinned.items_total = pinned.items_selected = pinned.items_rejected = 0;
  pinned.selection = {};
  WHIMBREL_ASSIGN(const Plan now, survey(environment, migration, options, std::move(pinned)));
  const auto drift = plan_drift(plan, now);
  if (drift.empty()) return {};
  std::string differences;
  for (const std::string& difference : drift)
    differences += (differences.empty() ? "" : "; ") + difference;
  return base::fail(base::ErrorKind::refused,
                    "the plan no longer fits what is there: " + differences,
                    "nothing was changed; look at a new `whimbrel preview`, then apply that");
}

}  // namespace

base::Result<RunReport> run_up(const RunEnvironment& environment, const Migration& migration,
                               const Plan& plan, bool planned_before, const RunOptions& options) {
  ReportBuilder report(environment, "up", options.dry_run);
  WHIMBREL_TRY(check_plan(environment, migration, plan, options));
  if (planned_before) WHIMBREL_TRY(refuse_drift(environment, migration, plan, options));
  WHIMBREL_TRY(RunAnnouncer(environment, migration, options).ask(RunEvent::before_up, nullptr));
  WHIMBREL_ASSIGN(ActiveRun run, ActiveRun::start(environment, migration, plan, options));
  report.note(fmt::format("run {} started: {} of {} selected", run.record().run_id,
                          count_text(plan.items_selected),
                          counted(plan.items_total, plan.item_noun)));
  return carry_forward(environment, migration, run, options, report);
}

}  // namespace whimbrel::engine
