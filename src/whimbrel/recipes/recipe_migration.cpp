#include "whimbrel/recipes/recipe_migration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "whimbrel/recipes/recipe_checks.hpp"
#include "whimbrel/recipes/recipe_transformer.hpp"

namespace whimbrel::recipes {
namespace {

std::vector<model::Path> guards_of(const Recipe& recipe) {
  std::vector<model::Path> guards = recipe.changes.reads();
  for (const model::Path& path : recipe.where.paths())
    guards.push_back(path.is_top_level() ? path : model::Path({path.segments().front()}));
  std::sort(guards.begin(), guards.end());
  guards.erase(std::unique(guards.begin(), guards.end()), guards.end());
  return guards;
}

base::Result<engine::CheckResult> check_collection(stores::Store& store, const Recipe& recipe,
                                                   const std::string& name) {
  engine::CheckResult check{fmt::format("collection {} is there", name), true, {}};
  if (recipe.makes_collections.count(name) > 0) {
    check.detail = "an action before the run makes it";
    return check;
  }
  const auto found = store.collection(name);
  if (found) {
    check.detail = fmt::format("in {}", store.description());
  } else if (found.error().kind() == base::ErrorKind::not_found) {
    check.passed = false;
    check.detail = fmt::format(
        "{} has no collection {}: correct the name in the recipe, choose another target, or make "
        "it with `before: [ {{ create_collection: {{ name: {} }} }} ]`",
        store.description(), name, name);
  } else {
    return base::fail_in(fmt::format("collection {}", name), found.error());
  }
  return check;
}

}  // namespace

RecipeMigration::RecipeMigration(Recipe recipe)
    : recipe_(std::move(recipe)), guard_fields_(guards_of(recipe_)) {}

const model::Filter* RecipeMigration::prefilter() const {
  return recipe_.where.matches_everything() ? nullptr : &recipe_.where;
}

base::Result<std::unique_ptr<engine::Transformer>> RecipeMigration::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  return RecipeTransformer::make(recipe_, inputs, codec);
}

base::Status RecipeMigration::pin_inputs(const engine::PinContext& context,
                                         engine::PinnedInputs& inputs) const {
  return recipe_.changes.pin(context, inputs);
}

base::Result<std::vector<engine::CheckResult>> RecipeMigration::check_before(
    stores::Store& store) const {
  std::vector<std::string> names;
  if (!recipe_.info.collection.empty()) names.push_back(recipe_.info.collection);
  for (const std::string& name : recipe_.info.inserts_into)
    if (name != recipe_.info.collection) names.push_back(name);
  std::vector<engine::CheckResult> checks;
  for (const std::string& name : names) {
    WHIMBREL_ASSIGN(auto check, check_collection(store, recipe_, name));
    checks.push_back(std::move(check));
  }
  return checks;
}

base::Result<std::unique_ptr<engine::ItemObserver>> RecipeMigration::make_observer(
    const model::ItemCodec& codec) const {
  if (recipe_.checks.empty()) return nullptr;
  return std::make_unique<CheckCounter>(recipe_.checks, codec);
}

base::Result<std::vector<engine::CheckResult>> RecipeMigration::check_after(
    stores::Store&, std::span<const std::unique_ptr<engine::ItemObserver>> observers) const {
  return judge_checks(recipe_.checks, observers, recipe_.info.item_noun);
}

}  // namespace whimbrel::recipes
