#pragma once

#include <string_view>

namespace whimbrel::recipes {

// The JSON Schema (draft-07) of the format, as data/recipe.schema.json has it: for editors that
// complete and check, and for `whimbrel lint --schema`.
std::string_view recipe_schema() noexcept;

}  // namespace whimbrel::recipes
