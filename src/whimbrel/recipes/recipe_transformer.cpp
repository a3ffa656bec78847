#include "whimbrel/recipes/recipe_transformer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace whimbrel::recipes {

RecipeTransformer::RecipeTransformer(const Recipe& recipe, const model::ItemCodec& codec)
    : recipe_(recipe),
      selects_all_(recipe.where.matches_everything()),
      matcher_(recipe.where.matcher(codec)),
      view_(codec.make_view()) {}

base::Result<std::unique_ptr<RecipeTransformer>> RecipeTransformer::make(
    const Recipe& recipe, const engine::PinnedInputs& inputs, const model::ItemCodec& codec) {
  std::unique_ptr<RecipeTransformer> made(new RecipeTransformer(recipe, codec));
  WHIMBREL_ASSIGN(made->runner_, recipe.changes.prepare(inputs, codec));
  const auto& into = recipe.info.inserts_into;
  if (std::find(into.begin(), into.end(), recipe.info.collection) != into.end()) {
    WHIMBREL_ASSIGN(made->second_runner_, recipe.changes.prepare(inputs, codec));
  }
  return made;
}

void RecipeTransformer::transform(const model::ItemView& item, engine::ChangeSink& sink) {
  if (!selects_all_ && !matcher_->matches(item)) {
    if (const base::Error* const failure = matcher_->failure())
      sink.reject(fmt::format("where: {}", failure->describe()));
    return;
  }
  runner_->apply(item, sink);
  if (!sink.wants_change()) return;
  if (second_runner_) refuse_endless(sink);
  if (recipe_.owner_path) attribute(item, sink);
}

void RecipeTransformer::expect(std::span<const std::string_view> items) {
  if (!runner_->asks()) return;
  if (selects_all_) return runner_->expect(items);
  selected_.clear();
  for (const std::string_view item : items)
    if (view_->load(item) && matcher_->matches(*view_)) selected_.push_back(item);
  runner_->expect(selected_);
}

void RecipeTransformer::attribute(const model::ItemView& item, engine::ChangeSink& sink) const {
  const auto owner_raw = item.find(*recipe_.owner_path);
  if (!owner_raw) return;
  std::optional<std::int64_t> amount;
  if (recipe_.amount_path)
    if (const auto raw = item.find(*recipe_.amount_path)) amount = item.integer_of(*raw);
  // An owner that is no text, such as an ObjectId, goes by its spelling.
  sink.attribute(item.string_of(*owner_raw).value_or(*owner_raw), amount);
}

// Without this a run would walk on through what it makes itself, and no end of it.
void RecipeTransformer::refuse_endless(engine::ChangeSink& sink) {
  for (const engine::NewItem& made : sink.inserts()) {
    if (made.collection != recipe_.info.collection || !would_change_again(made.bytes)) continue;
    sink.reject(fmt::format(
        "the item that it puts at key {} would be changed again by this same recipe: narrow "
        "`where` so that it selects only items that are not done yet",
        made.key));
    return;
  }
}

bool RecipeTransformer::would_change_again(std::string_view item) {
  second_item_.assign(item);
  second_item_.append(model::item_padding_bytes, '\0');
  const std::string_view loaded(second_item_.data(), item.size());
  if (!view_->load(loaded) || !(selects_all_ || matcher_->matches(*view_))) return false;
  second_sink_.clear();
  second_runner_->apply(*view_, second_sink_);
  return second_sink_.wants_change() || second_sink_.rejection() || second_sink_.failure();
}

}  // namespace whimbrel::recipes
