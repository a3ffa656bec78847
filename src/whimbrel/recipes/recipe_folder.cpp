#include "whimbrel/recipes/recipe_folder.hpp"

#include <fmt/format.h>

#include <utility>

namespace whimbrel::recipes {
namespace {

bool ends_in(std::string_view name, std::string_view suffix) {
  return name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix;
}

}  // namespace

base::Result<RecipeFolder> load_recipe_folder(const RecipeSurroundings& surroundings,
                                              const std::string& path) {
  WHIMBREL_ASSIGN(const auto names, surroundings.files.list(path));
  RecipeFolder folder;
  for (const std::string& name : names) {
    const std::string file = base::join_path(path, name);
    if (name.front() == '.') continue;
    if (ends_in(name, ".yml"))
      folder.findings.error("wrong-name", {file, 0, 0}, "the name of a recipe ends in .yaml",
                            fmt::format("rename it: {}.yaml", name.substr(0, name.size() - 4)));
    if (!ends_in(name, ".yaml")) continue;
    auto reading = read_recipe(surroundings, file);
    if (reading.recipe)
      folder.migrations.push_back(std::make_unique<RecipeMigration>(*std::move(reading.recipe)));
    else
      folder.findings.absorb(std::move(reading.findings));
  }
  return folder;
}

}  // namespace whimbrel::recipes
