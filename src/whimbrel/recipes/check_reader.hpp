#pragma once

#include <vector>

#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"
#include "whimbrel/recipes/recipe.hpp"

namespace whimbrel::recipes {

// The list under `check`: [{ none: query }, { count: { where: query, at_most: 5 } }].
std::vector<RecipeCheck> read_checks(const Node& node, Findings& findings);

}  // namespace whimbrel::recipes
