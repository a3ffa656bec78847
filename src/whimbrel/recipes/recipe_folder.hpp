#pragma once

#include <memory>
#include <string>
#include <vector>

#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/recipe_migration.hpp"
#include "whimbrel/recipes/recipe_reader.hpp"

namespace whimbrel::recipes {

struct RecipeFolder {
  // Those without errors, by id.
  std::vector<std::unique_ptr<RecipeMigration>> migrations;
  // What is wrong with the others, and with the folder itself; no warnings.
  Findings findings;
};

// Reads every recipe (*.yaml) of a folder, not of the folders in it. Other files are left alone; a
// *.yml is an error, because a recipe that nobody runs would go unnoticed. not_found when there is
// no such folder.
base::Result<RecipeFolder> load_recipe_folder(const RecipeSurroundings& surroundings,
                                              const std::string& path);

}  // namespace whimbrel::recipes
