#include <fmt/format.h>

#include "whimbrel/engine/blast_radius.hpp"
#include "whimbrel/engine/migration_run.hpp"

namespace whimbrel::engine {

std::vector<std::string> plan_drift(const Plan& planned, const Plan& now) {
  std::vector<std::string> drift;
  const auto differs = [&](std::string_view what, const auto& before, const auto& after) {
    if (before != after)
      drift.emplace_back(fmt::format("{}: planned {}, now {}", what, before, after));
  };
  differs("migration", planned.migration_id, now.migration_id);
  differs("migration checksum", planned.migration_checksum, now.migration_checksum);
  differs("target", planned.target, now.target);
  differs("collection", planned.collection, now.collection);
  differs(now.item_noun + "s selected", planned.items_selected, now.items_selected);
  differs(now.owner_noun + "s concerned", planned.impact.owners, now.impact.owners);
  differs(now.amount_noun + " moved", to_string(planned.impact.amount),
          to_string(now.impact.amount));
  if (drift.empty() && planned.selection != now.selection)
    drift.emplace_back(
        "as many are selected as planned, but they are not the same, or not with the "
        "same values");
  return drift;
}

base::Status check_plan(const RunEnvironment& environment, const Migration& migration,
                        const Plan& plan, const RunOptions& options) {
  if (plan.migration_id != migration.info().id || plan.migration_checksum != migration.checksum()) {
    return base::fail(base::ErrorKind::refused,
                      fmt::format("the plan was made for {} with checksum {}, this is {} with {}",
                                  plan.migration_id, plan.migration_checksum.substr(0, 12),
                                  migration.info().id, migration.checksum().substr(0, 12)),
                      "make a new plan with `whimbrel preview --plan FILE`");
  }
  if (plan.target != environment.store.description()) {
    return base::fail(base::ErrorKind::refused,
                      fmt::format("the plan was made for {}, not for {}", plan.target,
                                  environment.store.description()),
                      "make a plan for this target with `whimbrel preview --plan FILE`");
  }
  for (const CheckResult& check : plan.checks) {
    if (check.passed || check.only_warns) continue;
    return base::fail(base::ErrorKind::refused,
                      fmt::format("prerequisite not met: {}: {}", check.name, check.detail),
                      "mend it and preview again; nothing was changed");
  }
  WHIMBREL_TRY(check_blast_radius(options.blast_radius, plan,
                                  "look at the preview; if it is right, raise --max-affected"));
  return check_blast_radius(
      migration.blast_radius(), plan,
      "look at the preview; if it is right, raise the limit that the migration itself sets");
}

}  // namespace whimbrel::engine
