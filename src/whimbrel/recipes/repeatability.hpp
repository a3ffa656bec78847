#pragma once

#include "whimbrel/recipes/recipe.hpp"

namespace whimbrel::recipes {

// Whether running the recipe over what it made changes nothing more: because its changes alone are
// so, or because an item that they changed is surely no longer selected, such as one whose `name`
// was removed where `name: { $exists: true }` is asked for. When in doubt, no.
bool is_repeatable(const Recipe& recipe, const Node& root);

}  // namespace whimbrel::recipes
