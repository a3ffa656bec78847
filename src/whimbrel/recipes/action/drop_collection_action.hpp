#pragma once

#include <memory>

#include "whimbrel/recipes/action/action_compiler.hpp"

namespace whimbrel::recipes {

// `drop_collection: { name: old }`. Before it drops, it writes the items into an archive in the
// backup folder; taking it back brings back the same items and indexes. Refuses to drop when the
// collection is no longer what was archived. Nothing can keep a user from writing in the moment
// between that look and the drop: stop the writers of a collection before you drop it.
std::unique_ptr<RecipeAction> compile_drop_collection(const Node& node,
                                                      const ActionCompileContext& context,
                                                      Findings& findings);

}  // namespace whimbrel::recipes
