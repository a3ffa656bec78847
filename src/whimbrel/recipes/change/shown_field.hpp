#pragma once

#include <span>
#include <string>

#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"

// Fields in the reasons that people read.
namespace whimbrel::recipes {

// Whether any part of the path has one of these names.
bool is_secret(const model::Path& path, std::span<const std::string> secrets);

// `status "open"`, and of a secret field only `status`.
std::string shown_field(const model::Path& path, model::RawValue raw, bool is_secret,
                        const DraftItem& draft);

}  // namespace whimbrel::recipes
