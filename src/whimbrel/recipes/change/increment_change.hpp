#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// increment: { visits: 1 } adds to numbers; a field that is absent becomes the amount. A number
// keeps its type: an integer that would not fit, or would get a fraction, rejects the item.
// Decimals are added exactly.
std::unique_ptr<Change> compile_increment(const Node& node, const CompileContext& context,
                                          Findings& findings);

}  // namespace whimbrel::recipes
