#pragma once

#include <memory>

#include "whimbrel/recipes/action/action_compiler.hpp"

namespace whimbrel::recipes {

// `shell: { program: [./make.sh, --fast], timeout: 1m, is_done: [./is_made.sh], undo: [./unmake.sh]
// }`; `sh: "a | b"` in place of a program goes to /bin/sh, which is the only way to one. Programs
// run in the recipe's folder with WHIMBREL_RUN_ID and WHIMBREL_TARGET. is_done says yes by exit
// code 0 and no by 1; any other is an error.
std::unique_ptr<RecipeAction> compile_shell(const Node& node, const ActionCompileContext& context,
                                            Findings& findings);

}  // namespace whimbrel::recipes
