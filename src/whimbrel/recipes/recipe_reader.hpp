#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/recipe.hpp"

namespace whimbrel::recipes {

struct RecipeReading {
  std::optional<Recipe> recipe;  // none when there is an error
  Findings findings;
};

// What reading a recipe needs from around it.
struct RecipeSurroundings {
  base::FileSystem& files;  // must outlive the recipe
  // How a jq worker is started; empty: this very program.
  std::vector<std::string> jq_command;
};

// Reads, checks and compiles a recipe, and finds all errors in one go, each with its place and what
// to do. Reads the files that the recipe names, and nothing of a store or the network.
RecipeReading read_recipe(const RecipeSurroundings& surroundings, const std::string& path);

// The same for text that is at hand; `path` says where it would stand.
RecipeReading read_recipe_text(const RecipeSurroundings& surroundings, const std::string& path,
                               std::string_view text);

}  // namespace whimbrel::recipes
