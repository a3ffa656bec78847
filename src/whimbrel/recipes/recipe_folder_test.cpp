#include "whimbrel/recipes/recipe_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "whimbrel/recipes/recipe_text_test.hpp"

namespace whimbrel::recipes {
namespace {

using testing::HasSubstr;

class RecipeFolderTest : public testing::Test {
 protected:
  RecipeFolderTest() {
    folder_ =
        std::filesystem::temp_directory_path() / ("whimbrel-recipes-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_ / "hooks");
  }
  ~RecipeFolderTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  static std::string recipe(const std::string& id) {
    return "id: " + id + "\ndescription: x\ncollection: a\nchange: [{ set: { a: 1 } }]\n";
  }

  std::filesystem::path folder_;
};

TEST_F(RecipeFolderTest, reads_the_recipes_in_order_and_leaves_other_files) {
  write("006_b.yaml", recipe("006_b"));
  write("005_a.yaml", recipe("005_a"));
  write("split.py", "print()");
  write("README.md", "x");
  write(".005_a.yaml.swp", "x");
  const auto folder = load_recipe_folder(test_surroundings(), folder_).value();
  EXPECT_TRUE(folder.findings.empty()) << findings_text(folder.findings);
  ASSERT_EQ(folder.migrations.size(), 2u);
  EXPECT_EQ(folder.migrations[0]->info().id, "005_a");
}

TEST_F(RecipeFolderTest, says_what_is_wrong_and_gives_the_others) {
  write("005_a.yaml", recipe("005_b"));
  write("006_b.yaml", recipe("006_b"));
  write("007_c.yml", recipe("007_c"));
  const auto folder = load_recipe_folder(test_surroundings(), folder_).value();
  EXPECT_EQ(folder.migrations.size(), 1u);
  EXPECT_THAT(findings_text(folder.findings),
              HasSubstr("the id is 005_b and the file is 005_a.yaml"));
  EXPECT_THAT(findings_text(folder.findings), HasSubstr("rename it: 007_c.yaml"));
}

TEST_F(RecipeFolderTest, says_when_there_is_no_folder) {
  const auto missing = load_recipe_folder(test_surroundings(), folder_ / "nowhere");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind(), base::ErrorKind::not_found);
}

}  // namespace
}  // namespace whimbrel::recipes
