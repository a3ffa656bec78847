#pragma once

#include <vector>

#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"
#include "whimbrel/recipes/recipe.hpp"

namespace whimbrel::recipes {

// The list under `examples`: [{ given: …, expect: … }].
std::vector<RecipeExample> read_examples(const Node& node, Findings& findings);

}  // namespace whimbrel::recipes
