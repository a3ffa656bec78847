#include "whimbrel/cli/item_timing.hpp"

#include <gtest/gtest.h>

namespace whimbrel::cli {
namespace {

TEST(ItemTimes, keeps_the_slowest_first) {
  ItemTimes times;
  for (int i = 1; i <= 20; ++i) times.add({"item-" + std::to_string(i % 10), i});
  const auto slowest = times.slowest();
  ASSERT_EQ(slowest.size(), ItemTimes::slowest_max);
  EXPECT_EQ(slowest.front().key, "item-0");
  EXPECT_EQ(slowest.front().duration_ns, 20);
  EXPECT_EQ(slowest.back().duration_ns, 16);
}

TEST(ItemTimes, knows_an_item_that_was_looked_at_twice) {
  ItemTimes times;
  times.add({"a", 5});
  times.add({"a", 3});
  ASSERT_EQ(times.slowest().size(), 1u);
  EXPECT_EQ(times.slowest().front().duration_ns, 5);
}

TEST(ItemTimes, asks_for_no_key_of_a_quick_item) {
  ItemTimes times;
  for (std::size_t i = 0; i < ItemTimes::slowest_max; ++i)
    times.add({"item-" + std::to_string(i), 100});
  EXPECT_FALSE(times.is_slow(100));
  EXPECT_TRUE(times.is_slow(101));
}

}  // namespace
}  // namespace whimbrel::cli
