#pragma once

#include <memory>

#include "whimbrel/recipes/action/action_compiler.hpp"

namespace whimbrel::recipes {

// `create_collection: { name: people, key: _id }`; key: one field or a list, _id without. Taking it
// back drops the collection if this run made it and nobody has put anything into it.
std::unique_ptr<RecipeAction> compile_create_collection(const Node& node,
                                                        const ActionCompileContext& context,
                                                        Findings& findings);

}  // namespace whimbrel::recipes
