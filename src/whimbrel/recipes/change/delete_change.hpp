#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// delete: true removes the whole item.
std::unique_ptr<Change> compile_delete(const Node& node, const CompileContext& context,
                                       Findings& findings);

}  // namespace whimbrel::recipes
