#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::recipes {

// The commented file that `whimbrel new 005_split_name` writes: a recipe that lints without errors
// and shows every part of the format. usage when `id` is no id (digits, then words in lower case).
base::Result<std::string> recipe_template(std::string_view id);

// Whether it is digits and words in lower case joined by underscores: "005_split_name".
bool is_recipe_id(std::string_view id) noexcept;

}  // namespace whimbrel::recipes
