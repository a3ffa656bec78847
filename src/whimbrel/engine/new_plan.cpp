#include "whimbrel/engine/new_plan.hpp"

#include <fmt/format.h>

namespace whimbrel::engine {
namespace {

std::vector<std::string> action_descriptions(const Migration& migration) {
  std::vector<std::string> descriptions;
  const auto add = [&](std::string_view when, const auto& actions) {
    for (const auto& action : actions)
      descriptions.push_back(fmt::format("{}: {}{}", when, action->description(),
                                         action->can_undo() ? "" : " (cannot be taken back)"));
  };
  add("before", migration.actions_before());
  add("after", migration.actions_after());
  return descriptions;
}

}  // namespace

Plan new_plan(const RunEnvironment& environment, const Migration& migration) {
  const MigrationInfo& info = migration.info();
  Plan plan;
  plan.migration_id = info.id;
  plan.migration_checksum = migration.checksum();
  plan.description = info.description;
  plan.target = environment.store.description();
  plan.collection = info.collection;
  plan.created_ms = environment.clock.now_ms();
  plan.inputs.run_time_ms = plan.created_ms;
  plan.item_noun = info.item_noun;
  plan.owner_noun = info.owner_noun;
  plan.amount_noun = info.amount_noun;
  plan.actions = action_descriptions(migration);
  plan.undoable = info.undoable;
  return plan;
}

}  // namespace whimbrel::engine
