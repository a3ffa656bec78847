#include "whimbrel/recipes/recipe_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/model/digest.hpp"
#include "whimbrel/recipes/recipe_text_test.hpp"

namespace whimbrel::recipes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string checksum_of(std::string_view rest) { return migration_of(rest).checksum(); }

std::string findings_of(std::string_view text) {
  return findings_text(read_test_recipe(text).findings);
}

TEST(RecipeReader, reads_every_part_of_the_format) {
  const auto migration = migration_of(R"(
depends_on: [004_a, 003_b]
nouns: { item: user, owner: team, amount: sats }
impact: { owner: teamId, amount: total }
secrets: [password, "pin"]
where: { status: open, name: { $exists: true } }
reads: [name]
change:
  - set: { status: done, first: { field: name } }
  - unset: [name]
check:
  - none: { name: { $exists: true } }
  - count: { where: { status: done }, at_most: 5 }
undo: none
limit: { items: 1000, share: 20% }
examples:
  - name: one
    given: { _id: 1, status: open, name: Ada }
    now: 2025-01-01T00:00:00Z
    expect: { _id: 1, status: done, first: Ada }
  - given: { _id: 2 }
    expect: unchanged
  - given: { _id: 3 }
    expect: { rejected: because }
    inserts: [{ collection: b, item: { _id: 4 } }]
    beside: [{ collection: users, item: { _id: 5 } }]
allow: [no-limit]
)");
  const engine::MigrationInfo& info = migration.info();
  EXPECT_EQ(info.id, "005_test");
  EXPECT_EQ(info.description, "A test");
  EXPECT_EQ(info.collection, "things");
  EXPECT_THAT(info.depends_on, ElementsAre("004_a", "003_b"));
  EXPECT_EQ(info.item_noun + info.owner_noun + info.amount_noun, "userteamsats");
  EXPECT_THAT(info.secret_fields, ElementsAre("password", "pin"));
  EXPECT_FALSE(info.undoable);
  EXPECT_EQ(migration.blast_radius().items_max, 1000u);
  EXPECT_EQ(migration.blast_radius().share_max, 0.2);

  const Recipe& recipe = migration.recipe();
  EXPECT_EQ(recipe.folder, ".");
  EXPECT_EQ(recipe.owner_path->text(), "teamId");
  EXPECT_EQ(recipe.changes.changes().size(), 2u);
  ASSERT_EQ(recipe.checks.size(), 2u);
  EXPECT_EQ(recipe.checks[1].bound, RecipeCheck::Bound::at_most);
  ASSERT_EQ(recipe.examples.size(), 3u);
  EXPECT_EQ(recipe.examples[0].now, 1'735'689'600'000);
  EXPECT_EQ(recipe.examples[1].name, "example 2");
  EXPECT_EQ(recipe.examples[2].rejection, "because");
  EXPECT_EQ(recipe.examples[2].inserts->size(), 1u);
  EXPECT_EQ(recipe.examples[2].beside[0].collection, "users");
}

TEST(RecipeReader, finds_all_errors_in_one_reading_in_the_order_of_the_file) {
  const std::string said = findings_of(
      "id: 006_other\ndescription: x\ncollection: things\nwher: { a: 1 }\n"
      "change:\n  - sett: { a: 1 }\n  - unset: [a..b]\nlimit: lots\n");
  EXPECT_THAT(said, HasSubstr("005_test.yaml:1:5: error: the id is 006_other"));
  EXPECT_THAT(said, HasSubstr("4:1: error: a recipe has no key \"wher\""));
  EXPECT_THAT(said, HasSubstr("did you mean where?"));
  EXPECT_THAT(said, HasSubstr("6:5: error: there is no change"));
  EXPECT_THAT(said, HasSubstr("7:"));
  EXPECT_THAT(said, HasSubstr("8:8: error: a limit must be"));
  EXPECT_LT(said.find("4:1:"), said.find("8:8:"));
}

TEST(RecipeReader, keeps_the_checksum_when_only_words_for_people_change) {
  const std::string rest = "where: { a: x }\nchange:\n  - set: { a: y }\n";
  const std::string same = checksum_of(rest);
  EXPECT_EQ(same, checksum_of("# a comment\n" + rest + "limit: 5\nnouns: { item: user }\n"));
  EXPECT_EQ(same, checksum_of(rest + "examples: [{ given: { _id: 1 }, expect: unchanged }]\n"));
  EXPECT_EQ(same, checksum_of("where:\n  a: 'x'\nchange: [{ set: { \"a\": 'y' } }]\n"));
}

TEST(RecipeReader, changes_the_checksum_with_anything_that_reaches_the_data) {
  const std::string rest = "where: { a: x }\nchange:\n  - set: { a: y }\n";
  const std::string same = checksum_of(rest);
  EXPECT_NE(same, checksum_of("where: { a: z }\nchange:\n  - set: { a: y }\n"));
  EXPECT_NE(same, checksum_of("where: { a: x }\nchange:\n  - set: { a: z }\n"));
  EXPECT_NE(same, checksum_of("change:\n  - set: { a: y }\n"));
  EXPECT_NE(same, checksum_of(rest + "undo: none\n"));
  EXPECT_NE(same, checksum_of("where: { a: x }\nchange:\n  - set: { a: y }\n  - unset: [b]\n"));
  EXPECT_NE(checksum_of("change:\n  - set: { a: 5 }\n"),
            checksum_of("change:\n  - set: { a: 5.0 }\n"));
}

TEST(RecipeReader, knows_a_recipe_that_does_not_select_what_it_made) {
  const auto repeatable = [](std::string_view rest) {
    return migration_of(rest).info().repeatable;
  };
  EXPECT_TRUE(repeatable("change:\n  - set: { a: y }\n"));
  EXPECT_FALSE(repeatable("change:\n  - increment: { a: 1 }\n"));
  EXPECT_FALSE(repeatable("where: { b: x }\nchange:\n  - increment: { a: 1 }\n"));
  EXPECT_TRUE(repeatable("where: { b: x }\nchange:\n  - increment: { a: 1 }\n  - set: { b: y }\n"));
  EXPECT_FALSE(
      repeatable("where: { b: x }\nchange:\n  - set: { b: y }\n  - increment: { a: 1 }\n"
                 "  - set: { b: x }\n"));
  EXPECT_FALSE(
      repeatable("where: { b: x }\nchange:\n  - increment: { a: 1 }\n"
                 "  - set: { b: { field: c } }\n"));
  EXPECT_TRUE(
      repeatable("where: { b: { $exists: true } }\nchange:\n"
                 "  - set: { a: { field: b } }\n  - unset: b\n"));
  EXPECT_TRUE(
      repeatable("where: { b: { $exists: true } }\nchange:\n  - increment: { a: 1 }\n"
                 "  - rename: { b: c }\n"));
  EXPECT_TRUE(repeatable("where: { b: x }\nchange:\n  - delete: true\n"));
}

TEST(RecipeReader, says_when_a_file_cannot_be_read) {
  const auto reading = read_recipe(test_surroundings(), "/nowhere/005_test.yaml");
  EXPECT_FALSE(reading.recipe);
  EXPECT_THAT(findings_text(reading.findings), HasSubstr("/nowhere/005_test.yaml: error:"));
  EXPECT_EQ(reading.findings.to_error().kind(), base::ErrorKind::usage);
}

}  // namespace
}  // namespace whimbrel::recipes
