#include "whimbrel/recipes/change/default_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"

namespace whimbrel::recipes {
namespace {

TEST(DefaultChange, fills_in_what_is_absent) {
  ChangeBench bench("- default: { status: active, at: { now: true } }");
  EXPECT_EQ(bench.apply("{}"),
            R"({"status":"active","at":{"$date":{"$numberLong":"1750000000000"}}})");
  EXPECT_EQ(bench.apply(R"({"status":null,"at":1})"), R"({"status":null,"at":1})");
  EXPECT_TRUE(bench.list().repeatable());
}

TEST(DefaultChange, fills_in_what_is_null_when_told_so) {
  ChangeBench both(R"(- default: { status: { value: active, when: [absent, "null"] } })");
  EXPECT_EQ(both.apply(R"({"status":null})"), R"({"status":"active"})");
  EXPECT_EQ(both.apply("{}"), R"({"status":"active"})");
  ChangeBench only_null("- default: { status: { value: active, when: null } }");
  EXPECT_EQ(only_null.apply("{}"), "{}");
  EXPECT_EQ(only_null.apply(R"({"status":null})"), R"({"status":"active"})");
}

TEST(DefaultChange, names_what_is_wrong) {
  EXPECT_EQ(ChangeBench("- default: { a: { value: 1, when: empty } }").errors(),
            "1:35 bad-value: when of default must be absent or null, and this is empty\n");
}

}  // namespace
}  // namespace whimbrel::recipes
