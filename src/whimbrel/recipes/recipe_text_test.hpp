#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "whimbrel/recipes/document/finding_output.hpp"
#include "whimbrel/recipes/recipe_migration.hpp"
#include "whimbrel/recipes/recipe_reader.hpp"

namespace whimbrel::recipes {

inline RecipeSurroundings test_surroundings() { return {base::posix_file_system(), {}}; }

// Reads a recipe from text that stands in no file.
inline RecipeReading read_test_recipe(std::string_view text) {
  return read_recipe_text(test_surroundings(), "005_test.yaml", text);
}

// What all recipes of a test begin with, `rest` behind it.
inline std::string with_head(std::string_view rest) {
  return "id: 005_test\ndescription: A test\ncollection: things\n" + std::string(rest);
}

// The recipe made of this text, which must be right.
inline RecipeMigration migration_of(std::string_view rest) {
  RecipeReading reading = read_test_recipe(with_head(rest));
  EXPECT_TRUE(reading.recipe) << findings_text(reading.findings);
  return RecipeMigration(reading.recipe ? *std::move(reading.recipe) : Recipe{});
}

}  // namespace whimbrel::recipes
