#include "whimbrel/packs/sparta/04_remove_discord_username_attribute.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/packs/sparta/testing/sparta_bench.hpp"

namespace whimbrel::packs::sparta {
namespace {

using ::testing::HasSubstr;
using testing::operator_item;
using testing::SpartaBench;
using testing::validator_item;

constexpr const char* operators_table = "sparta-node-operators-dev";
constexpr const char* validators_table = "sparta-validators-dev";

class RemoveUsernames : public ::testing::TestWithParam<bool> {
 protected:
  RemoveUsernames() : bench_(GetParam()) {
    bench_.make({node_operators(*settings_).spec, {}});
    bench_.make(validators(*settings_));
    for (int i = 0; i < 30; ++i)
      bench_.put(operators_table, {operator_item(std::to_string(1000 + i), "0xa",
                                                 R"("discordUsername":"name","isApproved":true)")});
    bench_.put(operators_table, {operator_item("1", "0xB1"), operator_item("2", "0xb2")});
    bench_.put(validators_table, {validator_item("0xv1", "1"), validator_item("0xv2", "77")});
  }

  SharedSettings settings_ = testing::settings_from();
  RemoveDiscordUsernameAttribute migration_{settings_};
  SpartaBench bench_;
};

TEST_P(RemoveUsernames, and_nothing_else) {
  const auto before = bench_.items(operators_table);
  const auto after = testing::expect_round_trip(bench_, migration_).items.at(operators_table);
  ASSERT_EQ(after.size(), before.size());
  for (const auto& [key, text] : before) {
    std::string expected = text;
    if (const auto at = expected.find(R"("discordUsername":"name",)"); at != std::string::npos)
      expected.erase(at, std::string_view(R"("discordUsername":"name",)").size());
    EXPECT_EQ(after.at(key), expected);
  }
}

TEST_P(RemoveUsernames, lists_orphans_and_deletes_none) {
  const auto plan = bench_.plan(migration_);
  ASSERT_TRUE(plan) << plan.error().describe();
  EXPECT_EQ(plan->items_selected, 30u);
  const auto dumped = bench_.details(migration_);
  EXPECT_THAT(dumped, HasSubstr(R"("totalOperators":32)"));
  EXPECT_THAT(dumped, HasSubstr(R"("operatorsWithDiscordUsername":30)"));
  EXPECT_THAT(dumped, HasSubstr(R"({"discordId":"2","address":"0xb2"})"));
  EXPECT_THAT(dumped, HasSubstr(R"({"validatorAddress":"0xv2","nodeOperatorId":"77"})"));
  EXPECT_EQ(dumped.find("0xB1"), std::string::npos) << "that operator has a validator";
}

TEST_P(RemoveUsernames, warns_while_the_index_is_there) {
  ASSERT_TRUE(bench_.store.create_index(operators_table, node_operators(*settings_).indexes[1]));
  const auto plan = bench_.plan(migration_);
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->checks.size(), 1u);
  EXPECT_FALSE(plan->checks[0].passed);
  EXPECT_TRUE(plan->checks[0].only_warns);
}

TEST_P(RemoveUsernames, tells_the_operators_without_a_validators_table) {
  ASSERT_TRUE(bench_.store.drop_collection(validators_table));
  EXPECT_THAT(bench_.details(migration_), HasSubstr(R"("totalValidators":0)"));
}

INSTANTIATE_TEST_SUITE_P(Transactions, RemoveUsernames, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "with" : "without"; });

}  // namespace
}  // namespace whimbrel::packs::sparta
