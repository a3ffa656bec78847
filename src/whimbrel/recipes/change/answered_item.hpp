#pragma once

#include <string_view>

#include "whimbrel/model/value.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/seen_fields.hpp"

namespace whimbrel::recipes {

// Changes the draft from `sent` to `answer` (with_types_of done): only what differs, as deep in
// objects as it goes, so that all else keeps its bytes. Fields that were not seen stay. Rejects the
// draft, naming `name`, when the answer is no item.
void take_answered_item(const model::Value& sent, const model::Value& answer,
                        const SeenFields& seen, std::string_view name, DraftItem& draft);

// Gives the field at `path` this value; rejects the draft when its encoding has none for it.
void set_value(DraftItem& draft, const model::Path& path, const model::Value& value);

}  // namespace whimbrel::recipes
