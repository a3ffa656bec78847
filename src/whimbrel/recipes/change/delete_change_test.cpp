#include "whimbrel/recipes/change/delete_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"

namespace whimbrel::recipes {
namespace {

TEST(DeleteChange, removes_the_item) {
  ChangeBench bench("- delete: true");
  EXPECT_EQ(bench.apply(R"({"a":1})"), "deleted");
  EXPECT_TRUE(bench.list().repeatable());
}

TEST(DeleteChange, refuses_false_and_what_follows_it) {
  EXPECT_EQ(ChangeBench("- delete: false").errors(),
            "1:11 bad-value: delete: false does nothing\n");
  EXPECT_EQ(ChangeBench("- delete: true\n- unset: a").errors(),
            "2:3 unreachable-change: nothing is left to change behind delete\n");
}

}  // namespace
}  // namespace whimbrel::recipes
