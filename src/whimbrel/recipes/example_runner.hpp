#pragma once

#include <string>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/recipes/recipe_migration.hpp"

namespace whimbrel::recipes {

struct ExampleResult {
  std::string name;
  Place place;
  bool passed = false;
  // What differs, a line each: "first: expected \"Ada\", got \"Ada Lovelace\"".
  std::vector<std::string> differences;
};

// Runs the recipe's examples, each on its own, in memory, through the same code as a run. Fields
// may stand in another order than expected; types count: 5 is no 5.0. An example without `now` runs
// at `now_ms`.
std::vector<ExampleResult> run_examples(const RecipeMigration& migration, base::UnixMillis now_ms);

}  // namespace whimbrel::recipes
