#include "whimbrel/recipes/recipe_template.hpp"

#include <gtest/gtest.h>

#include "whimbrel/recipes/example_runner.hpp"
#include "whimbrel/recipes/lint.hpp"
#include "whimbrel/recipes/recipe_text_test.hpp"
#include "whimbrel/recipes/worker/testing/jq_program.hpp"

namespace whimbrel::recipes {
namespace {

TEST(RecipeTemplate, lints_without_a_word_and_passes_its_own_examples) {
  const std::string text = recipe_template("007_new_one").value();
  RecipeReading reading = read_recipe_text(test_surroundings(), "007_new_one.yaml", text);
  ASSERT_TRUE(reading.recipe) << findings_text(reading.findings);
  lint(*reading.recipe, text, reading.findings);
  EXPECT_TRUE(reading.findings.empty()) << findings_text(reading.findings);
  const RecipeMigration migration(*std::move(reading.recipe));
  for (const ExampleResult& result : run_examples(migration, 0))
    EXPECT_TRUE(result.passed) << result.name << ": " << result.differences.front();
}

TEST(RecipeTemplate, takes_digits_and_words_only) {
  for (const char* id : {"005_split_name", "1_a", "005_a2_b"}) EXPECT_TRUE(is_recipe_id(id)) << id;
  for (const char* id : {"", "005", "split_name", "005_", "005_A", "005-a", "005__a", "005_a_",
                         "../005_a", "005_a.yaml"}) {
    EXPECT_FALSE(is_recipe_id(id)) << id;
    EXPECT_FALSE(recipe_template(id));
  }
  EXPECT_FALSE(is_recipe_id("005_" + std::string(200, 'a')));
}

}  // namespace
}  // namespace whimbrel::recipes
