#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "whimbrel/base/testing/source_path.hpp"
#include "whimbrel/recipes/document/finding_output.hpp"
#include "whimbrel/recipes/lint.hpp"

// Every folder of tests/cases/bad-recipes holds a recipe and, in expected.txt, all that
// `whimbrel lint` says of it. WHIMBREL_UPDATE_GOLDEN=1 writes what it says now.
namespace whimbrel::recipes {
namespace {

namespace fs = std::filesystem;

const fs::path cases_folder = base::testing::source_path("tests/cases/bad-recipes");

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(cases_folder))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_all(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

fs::path recipe_in(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") return entry.path();
  return {};
}

// What is said, with the file's name alone, wherever the tree lies.
std::string findings_of(const fs::path& folder) {
  const fs::path file = recipe_in(folder);
  std::string text = findings_text(lint_file({base::posix_file_system(), {}}, file));
  const std::string prefix = folder.string() + "/";
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
    text.erase(at, prefix.size());
  return text;
}

class BadRecipe : public testing::TestWithParam<std::string> {};

TEST_P(BadRecipe, says_exactly_what_is_wrong_and_what_to_do) {
  const fs::path folder = cases_folder / GetParam();
  const std::string said = findings_of(folder);
  if (std::getenv("WHIMBREL_UPDATE_GOLDEN") != nullptr)
    std::ofstream(folder / "expected.txt") << said;
  EXPECT_FALSE(said.empty());
  EXPECT_EQ(said, read_all(folder / "expected.txt"));
}

INSTANTIATE_TEST_SUITE_P(Cases, BadRecipe, testing::ValuesIn(case_names()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace whimbrel::recipes
