#pragma once

#include <memory>

#include "whimbrel/recipes/action/action_compiler.hpp"

namespace whimbrel::recipes {

// `create_index: { collection: users, name: by_email, fields: [email], unique: true }`. Taking it
// back drops it if this run made it.
std::unique_ptr<RecipeAction> compile_create_index(const Node& node,
                                                   const ActionCompileContext& context,
                                                   Findings& findings);

}  // namespace whimbrel::recipes
