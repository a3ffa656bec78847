#pragma once

#include <memory>
#include <span>
#include <vector>

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/recipes/recipe.hpp"

namespace whimbrel::recipes {

// A recipe as the engine runs it. It changes the items that `where` selects, in the order of its
// changes, and leaves alone what they would leave as it is. Immutable; share between threads.
class RecipeMigration final : public engine::Migration {
 public:
  explicit RecipeMigration(Recipe recipe);

  const Recipe& recipe() const noexcept { return recipe_; }

  const engine::MigrationInfo& info() const override { return recipe_.info; }
  // What `where` and the changes look at. A field that `where` reaches inside of another is guarded
  // by the outermost one, because the path may lead through lists.
  std::span<const model::Path> guard_fields() const override { return guard_fields_; }
  bool guards_whole_item() const override { return recipe_.changes.reads_whole_item(); }
  const model::Filter* prefilter() const override;
  engine::BlastRadius blast_radius() const override { return recipe_.limit; }
  std::span<const std::unique_ptr<engine::Action>> actions_before() const override {
    return recipe_.before;
  }
  std::span<const std::unique_ptr<engine::Action>> actions_after() const override {
    return recipe_.after;
  }

  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override;

  // The collection, and those that it puts items into, are there or made by `before`.
  base::Result<std::vector<engine::CheckResult>> check_before(stores::Store& store) const override;
  // The `check` of the recipe, each with its figures.
  base::Result<std::unique_ptr<engine::ItemObserver>> make_observer(
      const model::ItemCodec& codec) const override;
  base::Result<std::vector<engine::CheckResult>> check_after(
      stores::Store& store,
      std::span<const std::unique_ptr<engine::ItemObserver>> observers) const override;

 private:
  Recipe recipe_;
  std::vector<model::Path> guard_fields_;
};

}  // namespace whimbrel::recipes
