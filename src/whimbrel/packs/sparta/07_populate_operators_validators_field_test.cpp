#include "whimbrel/packs/sparta/07_populate_operators_validators_field.hpp"

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

class FillLists : public ::testing::Test {
 protected:
  FillLists() {
    bench_.make(operators_by_address(*settings_));
    bench_.make(validators(*settings_));
  }
  std::string list_of(const std::string& address) {
    for (const auto& [key, text] : bench_.items(operators_table))
      if (text.find("\"address\":\"" + address + "\"") != std::string::npos) {
        const auto begin = text.find("\"validators\":");
        return begin == std::string::npos ? "" : text.substr(begin, text.find(']') - begin + 1);
      }
    return "no such operator";
  }

  SharedSettings settings_ = testing::settings_from();
  PopulateOperatorsValidatorsField migration_{settings_};
  SpartaBench bench_;
};

TEST_F(FillLists, from_the_validators_table_and_takes_them_back) {
  bench_.put(operators_table, {operator_item("1", "0xa1"), operator_item("2", "0xa2"),
                               operator_item("3", "0xa3", R"("validators":[])")});
  bench_.put(validators_table, {validator_item("0xv2", "1"), validator_item("0xv1", "1"),
                                validator_item("0xv3", "3"), validator_item("0xv4", "")});
  const auto after = testing::expect_round_trip(bench_, migration_);
  ASSERT_TRUE(bench_.up(migration_));
  EXPECT_EQ(list_of("0xa1"),
            R"("validators":[{"validatorAddress":"0xv1"},{"validatorAddress":"0xv2"}])");
  EXPECT_EQ(list_of("0xa2"), "") << "nothing is known of its validators";
  EXPECT_EQ(list_of("0xa3"), R"("validators":[{"validatorAddress":"0xv3"}])");
  EXPECT_EQ(bench_.content(), after);
}

TEST_F(FillLists, leaves_one_that_names_the_same_validators) {
  bench_.put(operators_table, {operator_item("1", "0xa1",
                                             R"("validators":[{"validatorAddress":"0xV2"},)"
                                             R"({"validatorAddress":"0xv1","since":5}])")});
  bench_.put(validators_table, {validator_item("0xv1", "1"), validator_item("0xv2", "1")});
  EXPECT_EQ(bench_.plan(migration_)->items_selected, 1u) << "0xV2 is no address: case counts";
  const std::string a(40, 'a');
  const std::string upper(40, 'A');
  bench_.put(
      operators_table,
      {operator_item("5", "0xa5", R"("validators":[{"validatorAddress":"0x)" + upper + R"("}])")});
  bench_.put(validators_table, {validator_item("0x" + a, "5")});
  EXPECT_EQ(bench_.plan(migration_)->items_selected, 1u);
}

TEST_F(FillLists, rejects_a_list_that_migration_08_made) {
  bench_.put(operators_table, {operator_item("1", "0xa1", R"("validators":["0xv1"])")});
  bench_.put(validators_table, {validator_item("0xv1", "1")});
  const auto plan = bench_.plan(migration_);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->items_selected, 0u);
  ASSERT_EQ(plan->rejected_samples.size(), 1u);
  EXPECT_THAT(plan->rejected_samples[0].second, HasSubstr("migration 08"));
}

TEST_F(FillLists, goes_by_the_validators_that_were_pinned) {
  bench_.put(operators_table, {operator_item("1", "0xa1")});
  bench_.put(validators_table, {validator_item("0xv1", "1")});
  const auto plan = bench_.plan(migration_);
  ASSERT_TRUE(plan);
  bench_.put(validators_table, {validator_item("0xv2", "1")});
  ASSERT_TRUE(engine::run_up(bench_.environment(), migration_, *plan, true, bench_.options));
  EXPECT_EQ(list_of("0xa1"), R"("validators":[{"validatorAddress":"0xv1"}])");
}

}  // namespace
}  // namespace whimbrel::packs::sparta
