#include "whimbrel/recipes/value_difference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/model/extended_json.hpp"

namespace whimbrel::recipes {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> differences(std::string_view expected, std::string_view got) {
  std::vector<std::string> said;
  append_differences(model::read_extended_json(expected).value(),
                     model::read_extended_json(got).value(), "", said);
  return said;
}

TEST(ValueDifference, ignores_the_order_of_fields_at_any_depth) {
  EXPECT_THAT(differences(R"({"a":1,"b":[{"c":1,"d":2}]})", R"({"b":[{"d":2,"c":1}],"a":1})"),
              IsEmpty());
}

TEST(ValueDifference, names_each_field_that_differs) {
  EXPECT_THAT(differences(R"({"a":1,"b":{"c":[1,2]},"d":3})", R"({"a":2,"b":{"c":[1,5]},"e":4})"),
              ElementsAre("a: expected 1, got 2", "b.c.1: expected 2, got 5",
                          "d: expected 3, got no such field", "e: expected no such field, got 4"));
  EXPECT_THAT(differences(R"([1])", R"([1,2])"), ElementsAre("expected 1 entries, got 2"));
}

TEST(ValueDifference, says_when_only_the_type_differs) {
  EXPECT_THAT(differences(R"({"a":5})", R"({"a":{"$numberLong":"5"}})"),
              ElementsAre("a: expected 5, got 5 (int64, not int32)"));
}

}  // namespace
}  // namespace whimbrel::recipes
