#include "whimbrel/recipes/example_runner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/recipes/recipe_text_test.hpp"
#include "whimbrel/recipes/worker/testing/jq_program.hpp"

namespace whimbrel::recipes {
namespace {

using ::testing::HasSubstr;

std::string with_changes(std::string_view rest) {
  std::string text = "where: { a: x }\nchange:\n  - set: { a: y, at: { now: true } }\n";
  return text.append(rest);
}

std::string story(const std::string& rest) {
  std::string said;
  for (const ExampleResult& result : run_examples(migration_of(rest), 0)) {
    said += result.name + (result.passed ? " passed\n" : " failed\n");
    EXPECT_EQ(result.passed, result.differences.empty());
    for (const std::string& line : result.differences) said += "  " + line + "\n";
  }
  return said;
}

TEST(Examples, pass_when_the_recipe_does_what_they_say) {
  EXPECT_EQ(story(with_changes(R"(
examples:
  - name: changed
    given: { _id: 1, a: x, b: 2 }
    now: 1970-01-01T00:00:01Z
    expect: { b: 2, _id: 1, at: { $date: 1970-01-01T00:00:01Z }, a: y }
  - name: left
    given: { _id: 1, a: y }
    expect: unchanged
  - name: left and spelled out
    given: { _id: 1, a: y }
    expect: { _id: 1, a: y }
)")),
            "changed passed\nleft passed\nleft and spelled out passed\n");
}

TEST(Examples, show_each_field_that_differs) {
  EXPECT_EQ(story(with_changes(R"(
examples:
  - given: { _id: 1, a: x }
    expect: { _id: 1, a: z, at: { $date: 1970-01-01T00:00:00Z } }
  - given: { _id: 1, a: x }
    expect: unchanged
  - given: { _id: 1 }
    expect: { _id: 1, a: y }
  - given: { _id: 1, a: x }
    expect: deleted
)")),
            "example 1 failed\n  a: expected \"z\", got \"y\"\n"
            "example 2 failed\n  expected unchanged, got changed to "
            "{\"_id\":1,\"a\":\"y\",\"at\":{\"$date\":\"1970-01-01T00:00:00Z\"}}\n"
            "example 3 failed\n  a: expected \"y\", got no such field\n"
            "  the recipe leaves the item as it is\n"
            "example 4 failed\n  expected deleted, got changed to "
            "{\"_id\":1,\"a\":\"y\",\"at\":{\"$date\":\"1970-01-01T00:00:00Z\"}}\n");
}

TEST(Examples, know_items_that_are_deleted_or_rejected) {
  EXPECT_EQ(story("where: { a: x }\nchange:\n  - delete: true\n"
                  "examples: [{ given: { _id: 1, a: x }, expect: deleted }]\n"),
            "example 1 passed\n");
  const std::string convert = "change:\n  - convert: { a: int }\nexamples:\n";
  EXPECT_THAT(story(convert + "  - given: { _id: 1, a: x }\n    expect: { rejected: a }\n"),
              HasSubstr("passed"));
  EXPECT_THAT(story(convert + "  - given: { _id: 1, a: x }\n    expect: { rejected: zebra }\n"),
              HasSubstr("expected to be rejected with \"zebra\", got"));
}

TEST(Examples, find_what_stands_beside_them) {
  const std::string lookup =
      "change:\n  - lookup: { from: { collection: teams }, match: { team: _id }, "
      "take: { teamName: name } }\nexamples:\n  - given: { _id: 1, team: 7 }\n";
  EXPECT_EQ(story(lookup + "    expect: { _id: 1, team: 7, teamName: Red }\n"
                           "    beside: [{ collection: teams, item: { _id: 7, name: Red } }]\n"),
            "example 1 passed\n");
  EXPECT_THAT(story(lookup + "    expect: unchanged\n"), HasSubstr("cannot be run: "));
}

TEST(Examples, look_at_what_is_put_elsewhere) {
  const std::string copy =
      "where: { a: x }\nchange:\n  - copy_to: { collection: archive }\n  - delete: true\n"
      "examples:\n  - given: { _id: 1, a: x }\n    expect: deleted\n    inserts: ";
  EXPECT_EQ(story(copy + "[{ collection: archive, item: { a: x, _id: 1 } }]\n"),
            "example 1 passed\n");
  EXPECT_EQ(story(copy + "[{ collection: old, item: { _id: 2, a: x } }]\n"),
            "example 1 failed\n  inserts.0: expected it in old, got it in archive\n"
            "  inserts.0._id: expected 2, got 1\n");
  EXPECT_EQ(story(copy + "[]\n"),
            "example 1 failed\n"
            "  inserts.0: expected nothing, got {\"_id\":1,\"a\":\"x\"} in archive\n");
}

TEST(Examples, evaluate_jq_and_programs) {
  EXPECT_EQ(story("change:\n  - set: { first: { jq: '.name | split(\" \")[0]' } }\n"
                  "  - run: { program: [cat] }\nexamples:\n  - given: { _id: 1, name: Ada L }\n"
                  "    expect: { _id: 1, name: Ada L, first: Ada }\n"),
            "example 1 passed\n");
}

}  // namespace
}  // namespace whimbrel::recipes
