#include "whimbrel/recipes/recipe_checks.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/engine/counted.hpp"

namespace whimbrel::recipes {
namespace {

struct Tally {
  std::uint64_t items = 0;  // that can be read
  std::uint64_t unreadable = 0;
  std::uint64_t matches = 0;
};

std::string_view bound_words(RecipeCheck::Bound bound) {
  switch (bound) {
    case RecipeCheck::Bound::is:
      return "";
    case RecipeCheck::Bound::at_most:
      return "at most ";
    case RecipeCheck::Bound::at_least:
      return "at least ";
  }
  return "";
}

std::string name_of(const RecipeCheck& check, std::string_view noun) {
  const std::string query = check.query.empty() ? "" : " match " + check.query;
  switch (check.kind) {
    case RecipeCheck::Kind::none:
      return fmt::format("none of the {}{}", engine::plural(noun), query);
    case RecipeCheck::Kind::all:
      return fmt::format("all {}{}", engine::plural(noun), query);
    case RecipeCheck::Kind::some:
      return fmt::format("some {}{}", engine::plural(noun), query);
    case RecipeCheck::Kind::count:
      return fmt::format("{}{}{}", bound_words(check.bound), engine::counted(check.items, noun),
                         query);
  }
  return {};
}

bool holds(const RecipeCheck& check, const Tally& tally) {
  switch (check.kind) {
    case RecipeCheck::Kind::none:
      return tally.matches == 0 && tally.unreadable == 0;
    case RecipeCheck::Kind::all:
      return tally.matches == tally.items && tally.unreadable == 0;
    case RecipeCheck::Kind::some:
      return tally.matches > 0;
    case RecipeCheck::Kind::count:
      if (check.bound == RecipeCheck::Bound::is) return tally.matches == check.items;
      return check.bound == RecipeCheck::Bound::at_most ? tally.matches <= check.items
                                                        : tally.matches >= check.items;
  }
  return false;
}

std::string detail_of(const RecipeCheck& check, const Tally& tally, std::string_view noun,
                      bool passed) {
  std::string detail = fmt::format("{} of {} do", engine::count_text(tally.matches),
                                   engine::counted(tally.items, noun));
  if (tally.unreadable > 0)
    detail += fmt::format("; {} cannot be read", engine::count_text(tally.unreadable));
  if (!passed)
    detail += fmt::format(
        "; the recipe's check at line {} does not hold: look at these {}, correct the recipe, and "
        "take the run back with `whimbrel down` if what it did is wrong",
        check.place.line, engine::plural(noun));
  return detail;
}

}  // namespace

CheckCounter::CheckCounter(const std::vector<RecipeCheck>& checks, const model::ItemCodec& codec)
    : matches_(checks.size()) {
  for (const RecipeCheck& check : checks) matchers_.push_back(check.where.matcher(codec));
}

void CheckCounter::observe(const model::ItemView& item) {
  ++items_;
  bool undecided = false;
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    if (matchers_[i]->matches(item)) ++matches_[i];
    undecided = undecided || matchers_[i]->failure() != nullptr;
  }
  unreadable_ += undecided ? 1 : 0;
}

std::vector<engine::CheckResult> judge_checks(
    const std::vector<RecipeCheck>& checks,
    std::span<const std::unique_ptr<engine::ItemObserver>> observers, std::string_view item_noun) {
  std::vector<engine::CheckResult> results;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    Tally tally;
    for (const auto& observer : observers) {
      const auto& counter = static_cast<const CheckCounter&>(*observer);
      tally.items += counter.items();
      tally.unreadable += counter.unreadable();
      tally.matches += counter.matches(i);
    }
    const bool passed = holds(checks[i], tally);
    results.push_back(
        {name_of(checks[i], item_noun), passed, detail_of(checks[i], tally, item_noun, passed)});
  }
  return results;
}

}  // namespace whimbrel::recipes
