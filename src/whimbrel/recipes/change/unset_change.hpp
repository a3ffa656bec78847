#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// unset: [name, address.city] removes fields. What is absent stays so.
std::unique_ptr<Change> compile_unset(const Node& node, const CompileContext& context,
                                      Findings& findings);

}  // namespace whimbrel::recipes
