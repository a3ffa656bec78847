#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// rename: { old: new } moves a value as it is. An item without `old` stays as it is; one that has
// something else at `new` is rejected.
std::unique_ptr<Change> compile_rename(const Node& node, const CompileContext& context,
                                       Findings& findings);

}  // namespace whimbrel::recipes
