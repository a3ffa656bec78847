#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// jq: '.total = (.lines | map(.price) | add)' makes a whole item of a whole item; only the fields
// that differ are changed. It must give exactly one object, or {"$reject": "why"}.
std::unique_ptr<Change> compile_jq(const Node& node, const CompileContext& context,
                                   Findings& findings);

}  // namespace whimbrel::recipes
