#pragma once

#include <memory>
#include <string>
#include <vector>

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/recipes/recipe.hpp"

namespace whimbrel::recipes {

// Does what a recipe says to the items that it selects. One a thread; the recipe and the codec must
// outlive it.
class RecipeTransformer final : public engine::Transformer {
 public:
  static base::Result<std::unique_ptr<RecipeTransformer>> make(const Recipe& recipe,
                                                               const engine::PinnedInputs& inputs,
                                                               const model::ItemCodec& codec);

  void transform(const model::ItemView& item, engine::ChangeSink& sink) override;
  void expect(std::span<const std::string_view> items) override;

 private:
  RecipeTransformer(const Recipe& recipe, const model::ItemCodec& codec);

  void attribute(const model::ItemView& item, engine::ChangeSink& sink) const;
  void refuse_endless(engine::ChangeSink& sink);
  bool would_change_again(std::string_view item);

  const Recipe& recipe_;
  const bool selects_all_;
  std::unique_ptr<model::FilterMatcher> matcher_;
  std::unique_ptr<ChangeRunner> runner_;

  // Of a recipe that makes items in the collection it walks: what is made is asked about too.
  std::unique_ptr<ChangeRunner> second_runner_;
  engine::ChangeSink second_sink_;
  std::string second_item_;

  std::unique_ptr<model::ItemView> view_;
  std::vector<std::string_view> selected_;
};

}  // namespace whimbrel::recipes
