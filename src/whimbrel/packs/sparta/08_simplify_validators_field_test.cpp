#include "whimbrel/packs/sparta/08_simplify_validators_field.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/packs/sparta/testing/sparta_bench.hpp"

namespace whimbrel::packs::sparta {
namespace {

using ::testing::HasSubstr;
using testing::operator_item;
using testing::SpartaBench;
using testing::validator_item;

constexpr const char* operators_table = "sparta-node-op-dev";
constexpr const char* validators_table = "sparta-validators-dev";
constexpr const char* two_objects =
    R"("validators":[{"validatorAddress":"0xv2"},{"validatorAddress":"0xv1"}])";

class Simplify : public ::testing::TestWithParam<bool> {
 protected:
  Simplify() : bench_(GetParam()) {
    bench_.make(operators_by_address(*settings_));
    bench_.make(validators(*settings_));
  }

  SharedSettings settings_ = testing::settings_from();
  SimplifyValidatorsField migration_{settings_};
  SpartaBench bench_;
};

TEST_P(Simplify, changes_lists_and_references_and_takes_both_back) {
  bench_.put(operators_table, {operator_item("1", "0xa1", two_objects), operator_item("2", "0xa2"),
                               operator_item("3", "0xa3", R"("validators":["0xv3"])")});
  bench_.put(validators_table, {validator_item("0xv1", "1"), validator_item("0xv2", "1"),
                                validator_item("0xv3", "0xa3"), validator_item("0xv4", "77")});
  const auto after = testing::expect_round_trip(bench_, migration_);
  const auto& operators = after.items.at(operators_table);
  const auto& found = after.items.at(validators_table);
  EXPECT_THAT(operators, ::testing::Contains(::testing::Pair(
                             ::testing::_, HasSubstr(R"("validators":["0xv2","0xv1"])"))));
  EXPECT_THAT(found, ::testing::Contains(::testing::Pair(
                         ::testing::_, HasSubstr(R"("0xv1","nodeOperatorId":"0xa1")"))));
  EXPECT_THAT(found, ::testing::Contains(::testing::Pair(
                         ::testing::_, HasSubstr(R"("0xv3","nodeOperatorId":"0xa3")"))));
  EXPECT_THAT(found, ::testing::Contains(
                         ::testing::Pair(::testing::_, HasSubstr(R"("nodeOperatorId":"77")"))))
      << "whose operator is missing stays and is listed";
}

TEST_P(Simplify, rejects_what_is_no_list_of_validators) {
  bench_.put(operators_table, {operator_item("1", "0xa1", R"("validators":"0xv1")"),
                               operator_item("2", "0xa2", R"("validators":[{"id":5}])"),
                               operator_item("3", "0xa3", R"("validators":["0xv",{"id":5}])")});
  const auto plan = bench_.plan(migration_);
  ASSERT_TRUE(plan) << plan.error().describe();
  EXPECT_EQ(plan->items_rejected, 3u);
}

TEST_P(Simplify, asks_which_of_several_operators_is_meant) {
  bench_.put(operators_table, {operator_item("1", "0xa1"), operator_item("1", "0xa2")});
  bench_.put(validators_table, {validator_item("0xa2", "1"), validator_item("0xv9", "1")});
  const auto plan = bench_.plan(migration_);
  ASSERT_TRUE(plan) << plan.error().describe();
  EXPECT_EQ(plan->items_selected, 1u) << "0xa2 is the operator's own";
  EXPECT_EQ(plan->items_rejected, 1u);
}

INSTANTIATE_TEST_SUITE_P(Transactions, Simplify, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "with" : "without"; });

}  // namespace
}  // namespace whimbrel::packs::sparta
