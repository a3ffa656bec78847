#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// lookup: { from: { collection: users }, match: { ownerId: _id }, take: { ownerName: name },
// missing: reject } finds the row whose `_id` is the item's `ownerId` and takes its `name` as
// `ownerName`. The rows, of another collection, a file (csv, json, jsonl) or a web address, are
// read whole when the plan is made and pinned in it. A field that the row lacks leaves its target
// alone. An item without a row: missing: reject (the default), skip, or null for the fields.
std::unique_ptr<Change> compile_lookup(const Node& node, const CompileContext& context,
                                       Findings& findings);

}  // namespace whimbrel::recipes
