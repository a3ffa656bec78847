#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// rekey: { key: { field: email }, collection: people } gives the item as changed so far another
// key, or moves it, or both: the new item appears and the old one goes, or neither. The new key's
// fields in the item hold it. An item whose key is that one already stays where it is; one whose
// new key is taken is set aside.
std::unique_ptr<Change> compile_rekey(const Node& node, const CompileContext& context,
                                      Findings& findings);

}  // namespace whimbrel::recipes
