#include "whimbrel/recipes/change/increment_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"

namespace whimbrel::recipes {
namespace {

TEST(IncrementChange, keeps_the_type_of_the_number) {
  ChangeBench bench("- increment: { n: 2 }");
  EXPECT_EQ(bench.apply(R"({"n":{"$numberInt":"5"}})"), R"({"n":{"$numberInt":"7"}})");
  EXPECT_EQ(bench.apply(R"({"n":{"$numberLong":"5"}})"), R"({"n":{"$numberLong":"7"}})");
  EXPECT_EQ(bench.apply(R"({"n":{"$numberDouble":"0.5"}})"), R"({"n":{"$numberDouble":"2.5"}})");
  EXPECT_EQ(bench.apply(R"({"n":{"$numberDecimal":"1.50"}})"),
            R"({"n":{"$numberDecimal":"3.50"}})");
  EXPECT_FALSE(bench.list().repeatable());
}

TEST(IncrementChange, an_absent_field_becomes_the_amount) {
  EXPECT_EQ(ChangeBench("- increment: { a.n: 1 }").apply("{}"),
            R"({"a":{"n":{"$numberInt":"1"}}})");
}

TEST(IncrementChange, rejects_what_no_longer_fits) {
  EXPECT_EQ(ChangeBench("- increment: { n: 1 }").apply(R"({"n":2147483647})"),
            "rejected: n 2147483647 would no longer fit 32 bits");
  EXPECT_EQ(ChangeBench("- increment: { n: -1 }").apply(R"({"n":-9223372036854775808})"),
            "rejected: n -9223372036854775808 would no longer fit 64 bits");
  EXPECT_EQ(ChangeBench("- increment: { n: 0.5 }").apply(R"({"n":1})"),
            "rejected: n 1 is an integer, and the amount has a fraction");
}

TEST(IncrementChange, rejects_what_is_no_number) {
  ChangeBench bench("- increment: { n: 1 }");
  EXPECT_EQ(bench.apply(R"({"n":"12"})"), "rejected: n \"12\" is no number but string");
  EXPECT_EQ(bench.apply(R"({"n":null})"), "rejected: n null is no number but null");
}

TEST(IncrementChange, says_nothing_of_a_secret_value) {
  EXPECT_EQ(ChangeBench("- increment: { pin.code: 1 }", ".", {}, {"pin"})
                .apply(R"({"pin":{"code":"1234"}})"),
            "rejected: pin.code is no number but string");
}

TEST(IncrementChange, an_amount_is_a_number) {
  EXPECT_EQ(ChangeBench("- increment: { n: many }").errors(),
            "1:19 bad-value: the amount of n must be a number, and this is many\n");
}

}  // namespace
}  // namespace whimbrel::recipes
