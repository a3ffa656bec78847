#include "whimbrel/recipes/change/map_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"

namespace whimbrel::recipes {
namespace {

TEST(MapChange, replaces_by_the_table) {
  ChangeBench bench(
      "- map: { status: { from_to: { open: active, closed: { value: { done: true } }, 1: one } } "
      "}");
  EXPECT_EQ(bench.apply(R"({"status":"open"})"), R"({"status":"active"})");
  EXPECT_EQ(bench.apply(R"({"status":"closed"})"), R"({"status":{"done":true}})");
  EXPECT_EQ(bench.apply(R"({"status":"other"})"), R"({"status":"other"})");
  EXPECT_EQ(bench.apply("{}"), "{}");
}

TEST(MapChange, numbers_match_by_value_and_text_does_not) {
  ChangeBench bench("- map: { n: { from_to: { 1: one, 1.5: more, true: yes } } }");
  for (const char* one : {"1", "1.0", R"({"$numberLong":"1"})", R"({"$numberDecimal":"1.00"})"})
    EXPECT_EQ(bench.apply(fmt::format(R"({{"n":{}}})", one)), R"({"n":"one"})");
  EXPECT_EQ(bench.apply(R"({"n":{"$numberDecimal":"1.50"}})"), R"({"n":"more"})");
  EXPECT_EQ(bench.apply(R"({"n":"1"})"), R"({"n":"1"})");
  EXPECT_EQ(bench.apply(R"({"n":true})"), R"({"n":"yes"})");
}

TEST(MapChange, otherwise_says_what_becomes_of_the_rest) {
  EXPECT_EQ(
      ChangeBench("- map: { s: { from_to: { a: b }, otherwise: reject } }").apply(R"({"s":"c"})"),
      "rejected: s \"c\" is not in the table of map");
  EXPECT_EQ(ChangeBench("- map: { s: { from_to: { a: b }, otherwise: { value: z } } }")
                .apply(R"({"s":"c"})"),
            R"({"s":"z"})");
}

TEST(MapChange, is_repeatable_when_the_new_values_stay) {
  const auto repeatable = [](std::string_view yaml) {
    return ChangeBench(yaml).list().repeatable();
  };
  EXPECT_TRUE(repeatable("- map: { s: { from_to: { open: active } } }"));
  EXPECT_FALSE(repeatable("- map: { s: { from_to: { open: active, active: old } } }"));
  EXPECT_FALSE(repeatable("- map: { s: { from_to: { open: active }, otherwise: reject } }"));
  EXPECT_TRUE(
      repeatable("- map: { s: { from_to: { open: active, active: active }, otherwise: reject } }"));
  EXPECT_FALSE(repeatable("- map: { s: { from_to: { a: b }, otherwise: { value: z } } }"));
}

TEST(MapChange, names_what_is_wrong) {
  EXPECT_EQ(ChangeBench("- map: { s: { from_to: { 1: a, 1.0: b } } }").errors(),
            "1:32 duplicate-value: from_to has 1.0 twice: numbers are the same by value\n");
  EXPECT_EQ(
      ChangeBench("- map: { s: { from_to: [], otherwise: drop } }").errors(),
      "1:24 wrong-type: from_to of map must be old values, each with its new one, and this is "
      "a list\n1:39 bad-value: otherwise of map must be keep, reject or { value: … }, and "
      "this is drop\n");
}

}  // namespace
}  // namespace whimbrel::recipes
