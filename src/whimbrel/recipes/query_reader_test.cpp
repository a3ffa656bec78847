#include "whimbrel/recipes/query_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/recipes/document/yaml.hpp"

namespace whimbrel::recipes {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Where the errors of a query stand: "line:column".
std::vector<std::string> wrong_places(std::string_view yaml) {
  Findings findings;
  const auto node = parse_yaml("r.yaml", yaml, findings);
  const bool is_right = node && read_query(*node, "where", findings).has_value();
  EXPECT_EQ(is_right, !findings.has_errors());
  findings.sort();
  std::vector<std::string> places;
  for (const Finding& finding : findings.all()) {
    EXPECT_FALSE(finding.message.empty());
    places.push_back(std::to_string(finding.place.line) + ":" +
                     std::to_string(finding.place.column));
  }
  return places;
}

TEST(QueryReader, takes_queries_of_every_kind) {
  for (const char* query :
       {"{}", "{ a: 1, b.c: null }", "{ a: { $regex: ^x, $options: i } }",
        "{ $or: [{ a: 1 }, { $and: [{ b: { $gt: 2 } }] }] }",
        "{ a: { $not: { $in: [1, 2] } }, b: { $elemMatch: { c: { $lt: 5 } } } }",
        "{ a: { $elemMatch: { $gt: 1, $lt: 3 } }, at: { $lt: { $date: 2025-01-01T00:00:00Z } } }",
        "{ a: { b: 1 } }", "{ a: { $type: string } }"})
    EXPECT_THAT(wrong_places(query), IsEmpty()) << query;
}

TEST(QueryReader, blames_the_operator_however_deep) {
  EXPECT_THAT(wrong_places("{ a: { $gt: 1, $ltt: 2 } }"), ElementsAre("1:16"));
  EXPECT_THAT(wrong_places("a: 1\nb:\n  $not:\n    $gtt: 1\n"), ElementsAre("4:5"));
  EXPECT_THAT(wrong_places("a:\n  $elemMatch:\n    b: 1\n    c: { $gtt: 1 }\n"),
              ElementsAre("4:10"));
  EXPECT_THAT(wrong_places("a:\n  $elemMatch: { $gtt: 1 }\n"), ElementsAre("2:17"));
  EXPECT_THAT(wrong_places("$nor:\n  - a: 1\n  - $or: [{ b: { $gtt: 1 } }]\n"),
              ElementsAre("3:18"));
  EXPECT_THAT(wrong_places("$ro: [{ a: 1 }]\n"), ElementsAre("1:1"));
}

TEST(QueryReader, finds_everything_that_is_wrong) {
  EXPECT_THAT(wrong_places("{ a: { $gtt: 1 }, b: 2, c: { $in: 3 }, $or: [{ d: { $x: 1 } }] }"),
              ElementsAre("1:8", "1:30", "1:53"));
}

TEST(QueryReader, takes_a_pattern_together_with_its_options) {
  EXPECT_THAT(wrong_places("{ a: { $regex: '(', $options: i } }"), ElementsAre("1:8"));
  EXPECT_THAT(wrong_places("{ a: { $options: i } }"), ElementsAre("1:8"));
}

}  // namespace
}  // namespace whimbrel::recipes
