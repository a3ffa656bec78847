#include "whimbrel/recipes/change/convert_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"

namespace whimbrel::recipes {
namespace {

TEST(ConvertChange, converts_several_fields) {
  ChangeBench bench("- convert: { age: int, price: decimal, a.born: date }");
  EXPECT_EQ(bench.apply(R"({"age":"12","price":1.5,"a":{"born":"1970-01-01T00:00:01Z"}})"),
            R"({"age":{"$numberInt":"12"},"price":{"$numberDecimal":"1.5"},)"
            R"("a":{"born":{"$date":{"$numberLong":"1000"}}}})");
  EXPECT_TRUE(bench.list().repeatable());
}

TEST(ConvertChange, leaves_absent_null_and_what_is_right) {
  ChangeBench bench("- convert: { a: int }");
  for (const char* item : {"{}", R"({"a":null})", R"({"a": 5})", R"({"a": {"$numberLong":"5"}})"})
    EXPECT_EQ(bench.apply(item), item);
}

TEST(ConvertChange, on_error_says_what_becomes_of_the_rest) {
  EXPECT_EQ(ChangeBench("- convert: { a: int }").apply(R"({"a":"12abc"})"),
            "rejected: a \"12abc\" is not a whole number of at most 64 bits, so it cannot become "
            "int");
  EXPECT_EQ(ChangeBench("- convert: { a: { to: int, on_error: skip } }").apply(R"({"a":"x"})"),
            R"({"a":"x"})");
  EXPECT_EQ(ChangeBench("- convert: { a: { to: int, on_error: null } }").apply(R"({"a":"x"})"),
            R"({"a":null})");
}

TEST(ConvertChange, names_what_is_wrong) {
  EXPECT_EQ(ChangeBench("- convert: { a: integr }").errors(),
            "1:17 unknown-type: convert does not know the type integr\n");
  EXPECT_EQ(ChangeBench("- convert: { a: { to: int, on_error: ignore } }").errors(),
            "1:38 bad-value: on_error of convert must be reject, skip or null, and this is "
            "ignore\n");
}

}  // namespace
}  // namespace whimbrel::recipes
