#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// set: { status: open, at: { now: true }, copy: { field: other }, first: { jq: … } } gives fields
// values. All of them are taken from the item as it was before this step. A field that is to be
// copied and is absent leaves its target alone.
std::unique_ptr<Change> compile_set(const Node& node, const CompileContext& context,
                                    Findings& findings);

}  // namespace whimbrel::recipes
