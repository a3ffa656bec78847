#include "whimbrel/recipes/example_runner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/recipes/recipe_text_test.hpp"

namespace whimbrel::recipes {
namespace {

using testing::HasSubstr;

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

}  // namespace
}  // namespace whimbrel::recipes
