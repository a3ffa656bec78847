#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// run: { program: [./split.py, --fast], timeout: 5s } asks a program of the user's: a line of JSON
// in, a line of JSON out, one process a thread. The program's path starts at the recipe's folder
// when it has a slash in it, and is looked up in PATH otherwise. The answer is as that of jq.
std::unique_ptr<Change> compile_run(const Node& node, const CompileContext& context,
                                    Findings& findings);

}  // namespace whimbrel::recipes
