#include "whimbrel/recipes/lint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "whimbrel/recipes/recipe_text_test.hpp"

namespace whimbrel::recipes {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> codes_of(const std::string& rest) {
  const std::string text = with_head(rest);
  RecipeReading reading = read_test_recipe(text);
  EXPECT_TRUE(reading.recipe) << findings_text(reading.findings);
  Findings findings;
  lint(*reading.recipe, text, findings);
  std::vector<std::string> codes;
  for (const Finding& finding : findings.all()) {
    EXPECT_EQ(finding.severity, Severity::warning);
    EXPECT_FALSE(finding.remedy.empty());
    EXPECT_GT(finding.place.line, 0);
    codes.push_back(finding.code);
  }
  return codes;
}

constexpr const char* careful =
    "where: { a: x }\nchange:\n  - set: { a: y }\ncheck: [{ none: { a: x } }]\nlimit: 5\n";

TEST(Lint, says_nothing_of_a_careful_recipe) { EXPECT_THAT(codes_of(careful), IsEmpty()); }

TEST(Lint, warns_of_what_bounds_nothing) {
  EXPECT_THAT(codes_of("change:\n  - set: { a: y }\n"),
              testing::UnorderedElementsAre("no-where", "no-limit", "no-check"));
}

TEST(Lint, warns_of_patterns_that_begin_anywhere_unless_something_else_narrows) {
  const std::string rest =
      "change:\n  - set: { a: y }\ncheck: [{ none: { a: x } }]\nlimit: 5\nwhere: ";
  EXPECT_THAT(codes_of(rest + "{ a: { $regex: ada } }\n"), ElementsAre("regex-scans-all"));
  EXPECT_THAT(codes_of(rest + "{ a: { $regex: ^ada } }\n"), IsEmpty());
  EXPECT_THAT(codes_of(rest + "{ a: { $regex: ada }, b: open }\n"), IsEmpty());
}

TEST(Lint, warns_of_losses_only_when_no_journal_stays) {
  const std::string rest =
      "where: { a: x }\ncheck: [{ none: { a: x } }]\nlimit: 5\nchange:\n  - unset: [a]\n";
  EXPECT_THAT(codes_of(rest), IsEmpty());
  EXPECT_THAT(codes_of(rest + "undo: none\n"), ElementsAre("unset-without-undo"));
}

TEST(Lint, is_silenced_by_a_key_or_a_comment) {
  const std::string rest = "change:\n  - set: { a: y }\n";
  EXPECT_THAT(codes_of("allow: [no-where, no-check]\n" + rest), ElementsAre("no-limit"));
  const std::string lossy =
      "undo: none\nwhere: { a: x }\ncheck: [{ none: { a: x } }]\nlimit: 5\nchange:\n";
  EXPECT_THAT(codes_of(lossy + "  # whimbrel: allow unset-without-undo\n  - unset: [a]\n"),
              IsEmpty());
  EXPECT_THAT(codes_of(lossy + "  - unset: [a] # whimbrel: allow unset-without-undo\n"), IsEmpty());
  EXPECT_THAT(codes_of(lossy + "  # whimbrel: allow no-limit\n  - unset: [a]\n"),
              ElementsAre("unset-without-undo"));
}

TEST(Lint, lists_its_rules_by_code) {
  const auto& rules = lint_rules();
  EXPECT_TRUE(std::is_sorted(rules.begin(), rules.end(),
                             [](const auto& a, const auto& b) { return a.code < b.code; }));
}

}  // namespace
}  // namespace whimbrel::recipes
