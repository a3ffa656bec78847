#include "whimbrel/recipes/change/rename_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"

namespace whimbrel::recipes {
namespace {

TEST(RenameChange, moves_a_value_as_it_is) {
  ChangeBench bench("- rename: { old: new, a.b: c.d }");
  EXPECT_EQ(bench.apply(R"({"old":{"$numberDecimal":"1.50"},"a":{"b":1},"z":0})"),
            R"({"a":{},"z":0,"new":{"$numberDecimal":"1.50"},"c":{"d":1}})");
  EXPECT_EQ(bench.apply(R"({"z":0})"), R"({"z":0})");
  EXPECT_TRUE(bench.list().repeatable());
}

TEST(RenameChange, rejects_an_item_that_has_something_else_there) {
  ChangeBench bench("- rename: { old: new }");
  EXPECT_EQ(bench.apply(R"({"old":1,"new":2})"),
            "rejected: old cannot become new: the item has a new already");
  EXPECT_EQ(bench.apply(R"({"old":1,"new":1})"), R"({"new":1})");
}

TEST(RenameChange, names_are_handed_on_in_order) {
  ChangeBench bench("- rename: { b: c, a: b }");
  EXPECT_EQ(bench.apply(R"({"a":1,"b":2})"), R"({"b":1,"c":2})");
  EXPECT_FALSE(bench.list().repeatable());
}

TEST(RenameChange, refuses_a_name_inside_the_old_one) {
  EXPECT_EQ(ChangeBench("- rename: { a: a.b }").errors(),
            "1:13 overlapping-fields: a cannot become a.b, which is the same field or one inside "
            "the other\n");
}

}  // namespace
}  // namespace whimbrel::recipes
