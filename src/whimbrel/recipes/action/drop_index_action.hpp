#pragma once

#include <memory>

#include "whimbrel/recipes/action/action_compiler.hpp"

namespace whimbrel::recipes {

// `drop_index: { collection: users, name: by_email }`. Taking it back makes it as it was.
std::unique_ptr<RecipeAction> compile_drop_index(const Node& node,
                                                 const ActionCompileContext& context,
                                                 Findings& findings);

}  // namespace whimbrel::recipes
