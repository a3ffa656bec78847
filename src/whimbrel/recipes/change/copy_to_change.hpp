#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// copy_to: { collection: archive, key: same } puts a copy of the item as changed so far. The key
// may be { field: … }, { jq: … } or a value instead: then the copy's key fields hold it. An item
// that is there already with other content sets this one aside.
std::unique_ptr<Change> compile_copy_to(const Node& node, const CompileContext& context,
                                        Findings& findings);

}  // namespace whimbrel::recipes
