#include "whimbrel/packs/sparta/06_add_wallet_to_operators.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/packs/sparta/06_delete_old_operators.hpp"
#include "whimbrel/packs/sparta/api_stand_in_test.hpp"

namespace whimbrel::packs::sparta {
namespace {

using ::testing::HasSubstr;
using testing::operator_item;
using testing::SpartaBench;

constexpr const char* old_table = "sparta-node-operators-dev";
constexpr const char* new_table = "sparta-node-op-dev";

std::string api_validator(char digit, const std::string& operator_id, const std::string& slot) {
  return fmt::format(R"({{"address":"{}","operatorId":{},"lastAttestationSlot":{}}})",
                     address_of(digit), operator_id.empty() ? "null" : '"' + operator_id + '"',
                     slot.empty() ? "null" : '"' + slot + '"');
}

class CopyByAddress : public ::testing::Test {
 protected:
  CopyByAddress() {
    bench_.make(node_operators(*settings_));
    bench_.put(old_table, {operator_item("1", "0x1", R"("discordUsername":"one")"),
                           operator_item("2", "0x2"), operator_item("3", "0x3")});
    api_.validators = api_validator('a', "1", "999") + "," + api_validator('b', "1", "1000") + "," +
                      api_validator('c', "2", "") + "," + api_validator('d', "2", "") + "," +
                      api_validator('e', "", "5000");
  }
  std::string row(char digit) {
    const auto rows = bench_.items(new_table);
    const auto found = rows.find('"' + address_of(digit) + '"');
    return found == rows.end() ? "none" : found->second;
  }

  ApiStandIn api_;
  SharedSettings settings_ = testing::settings_from(api_.variables());
  AddWalletToOperators migration_{settings_};
  DeleteOldOperators deleting_{settings_};
  SpartaBench bench_;
};

TEST_F(CopyByAddress, copies_each_operator_to_its_validator_that_attested_last) {
  testing::expect_round_trip(bench_, migration_);
  ASSERT_TRUE(bench_.up(migration_));
  EXPECT_EQ(bench_.items(new_table).size(), 2u);
  EXPECT_EQ(row('b'), operator_item("1", address_of('b'), R"("discordUsername":"one")"))
      << "1000 is more than 999 though its text is less";
  EXPECT_EQ(row('c'), operator_item("2", address_of('c'))) << "the first wins ties";
  EXPECT_EQ(bench_.items(old_table).size(), 3u) << "old rows stay";
}

TEST_F(CopyByAddress, lists_operators_without_a_validator_with_the_reason) {
  EXPECT_EQ(bench_.details(migration_),
            fmt::format(R"({{"totalValidators":5,"validatorsWithOperators":4,"uniqueOperators":2,)"
                        R"("existingOperators":3,"operatorsProcessed":3,"operatorsMigrated":2,)"
                        R"("operatorsSkippedNoAddress":1,"operatorsAlreadyMigrated":0,)"
                        R"("migrated":[{{"discordId":"1","address":"{}",)"
                        R"("lastAttestationSlot":"1000"}},{{"discordId":"2","address":"{}",)"
                        R"("lastAttestationSlot":""}}],"skippedNoAddress":[{{"discordId":"3",)"
                        R"("reason":"No validators found"}}],"errors":[]}})",
                        address_of('b'), address_of('c')));
}

TEST_F(CopyByAddress, never_overwrites_another_operators_row) {
  bench_.make(operators_by_address(*settings_));
  bench_.put(new_table, {operator_item("9", address_of('b'))});
  EXPECT_THAT(bench_.details(migration_), HasSubstr("the address is the row of operator 9"));
  const auto run = bench_.up(migration_);
  ASSERT_TRUE(run) << run.error().describe();
  EXPECT_EQ(row('b'), operator_item("9", address_of('b')));
  EXPECT_EQ(run->run.counters.quarantined, 1u);
}

TEST_F(CopyByAddress, deletes_old_rows_in_a_step_of_its_own_and_takes_that_back) {
  ASSERT_TRUE(bench_.up(migration_));
  EXPECT_THAT(deleting_.info().depends_on, ::testing::ElementsAre(migration_.info().id));
  testing::expect_round_trip(bench_, deleting_);
  ASSERT_TRUE(bench_.up(deleting_));
  const auto left = bench_.items(old_table);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_TRUE(left.contains(R"("3")")) << "never copied, so never deleted";
  EXPECT_EQ(bench_.items(new_table).size(), 2u);
}

TEST_F(CopyByAddress, keeps_an_old_row_whose_copy_is_missing_or_was_used_since) {
  ASSERT_TRUE(bench_.up(migration_));
  ASSERT_TRUE(bench_.store.drop_collection(new_table));
  bench_.make(operators_by_address(*settings_));
  bench_.put(new_table, {operator_item("2", address_of('c'), R"("isApproved":true)")});
  const auto before = bench_.content();
  EXPECT_EQ(bench_.details(deleting_),
            R"({"existingOperators":3,"operatorsDeleted":0,"kept":[)"
            R"({"discordId":"1","reason":"no equal row in sparta-node-op-dev"},)"
            R"({"discordId":"2","reason":"no equal row in sparta-node-op-dev"},)"
            R"({"discordId":"3","reason":"no equal row in sparta-node-op-dev"}]})");
  ASSERT_TRUE(bench_.up(deleting_));
  EXPECT_EQ(bench_.content(), before);
}

}  // namespace
}  // namespace whimbrel::packs::sparta
