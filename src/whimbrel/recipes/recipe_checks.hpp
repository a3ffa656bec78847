#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "whimbrel/engine/check.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/recipes/recipe.hpp"

namespace whimbrel::recipes {

// Counts what each check's query matches. The checks must outlive it.
class CheckCounter final : public engine::ItemObserver {
 public:
  CheckCounter(const std::vector<RecipeCheck>& checks, const model::ItemCodec& codec);

  void observe(const model::ItemView& item) override;
  void observe_unreadable() override { ++unreadable_; }

  std::uint64_t items() const noexcept { return items_; }
  std::uint64_t unreadable() const noexcept { return unreadable_; }
  std::uint64_t matches(std::size_t check) const { return matches_[check]; }

 private:
  std::vector<std::unique_ptr<model::FilterMatcher>> matchers_;
  std::vector<std::uint64_t> matches_;
  std::uint64_t items_ = 0;
  std::uint64_t unreadable_ = 0;
};

// One result a check, from all that the observers, CheckCounters, saw together. An item that cannot
// be read matches nothing.
std::vector<engine::CheckResult> judge_checks(
    const std::vector<RecipeCheck>& checks,
    std::span<const std::unique_ptr<engine::ItemObserver>> observers, std::string_view item_noun);

}  // namespace whimbrel::recipes
