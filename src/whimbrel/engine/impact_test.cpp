#include "whimbrel/engine/impact.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>
#include <map>

namespace whimbrel::engine {
namespace {

TEST(Impact, adds_items_and_amounts_up_by_owner) {
  ImpactAggregator impact;
  ASSERT_TRUE(impact.add("ann", 5));
  ASSERT_TRUE(impact.add("bob", 7));
  ASSERT_TRUE(impact.add("ann", std::nullopt));
  impact.add_without_owner();
  const auto summary = impact.finish();
  ASSERT_TRUE(summary) << summary.error().describe();
  EXPECT_EQ(summary->items, 4u);
  EXPECT_EQ(summary->owners, 2u);
  EXPECT_EQ(summary->amount, 12);
  EXPECT_EQ(summary->items_without_owner, 1u);
  EXPECT_EQ(summary->items_without_amount, 1u);
  ASSERT_EQ(summary->top_owners.size(), 2u);
  EXPECT_EQ(summary->top_owners[0].owner, "ann");
  EXPECT_EQ(summary->top_owners[0].items, 2u);
}

TEST(Impact, sums_stay_exact_past_64_bits) {
  ImpactAggregator impact;
  for (int i = 0; i < 4; ++i)
    ASSERT_TRUE(impact.add("whale", std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(to_string(impact.finish()->amount), "36893488147419103228");
}

TEST(Impact, is_the_same_whatever_goes_to_temporary_files_and_however_it_is_split) {
  rc::check([] {
    const auto items = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 30), rc::gen::inRange(-1'000, 1'000)));
    const auto parts = *rc::gen::inRange(1, 4);
    const auto in_memory = static_cast<std::size_t>(*rc::gen::inRange(1, 8));
    std::vector<ImpactAggregator> split;
    for (int i = 0; i < parts; ++i) split.emplace_back(in_memory, 5);
    std::map<std::string, OwnerImpact> expected;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string owner = "owner-" + std::to_string(items[i].first);
      RC_ASSERT(split[i % split.size()].add(owner, items[i].second).has_value());
      OwnerImpact& row = expected[owner];
      ++row.items;
      row.amount += items[i].second;
    }
    for (std::size_t i = 1; i < split.size(); ++i) RC_ASSERT(split[0].absorb(split[i]).has_value());
    const auto summary = split[0].finish();
    RC_ASSERT(summary.has_value());
    RC_ASSERT(summary->items == items.size());
    RC_ASSERT(summary->owners == expected.size());
    RC_ASSERT(summary->top_owners.size() == std::min<std::size_t>(5, expected.size()));
    for (const OwnerImpact& top : summary->top_owners) {
      RC_ASSERT(expected.at(top.owner).items == top.items);
      RC_ASSERT(expected.at(top.owner).amount == top.amount);
    }
  });
}

}  // namespace
}  // namespace whimbrel::engine
