#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// map: { status: { from_to: { open: active, closed: { value: done } }, otherwise: keep } } replaces
// values by a table. Numbers match by value, whatever their type. Otherwise: keep (the default),
// reject, or { value: x }. What is absent stays so.
std::unique_ptr<Change> compile_map(const Node& node, const CompileContext& context,
                                    Findings& findings);

}  // namespace whimbrel::recipes
