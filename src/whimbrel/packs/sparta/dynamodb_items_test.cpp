#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/packs/sparta/02_populate_validators.hpp"
#include "whimbrel/packs/sparta/03_add_wasslashed_field.hpp"
#include "whimbrel/packs/sparta/05_populate_validator_history.hpp"
#include "whimbrel/packs/sparta/06_add_wallet_to_operators.hpp"
#include "whimbrel/packs/sparta/06_delete_old_operators.hpp"
#include "whimbrel/packs/sparta/api_stand_in_test.hpp"
#include "whimbrel/packs/sparta/inputs/service_stand_in_test.hpp"
#include "whimbrel/packs/sparta/slashing_history.hpp"

// The migrations that need answers from outside, on items as DynamoDB keeps them, one after the
// other as they were run.
namespace whimbrel::packs::sparta {
namespace {

using ::testing::HasSubstr;
using testing::operator_item;
using testing::SpartaBench;
using testing::StoreContent;
using testing::validator_item;

class DynamoDbItems : public ::testing::Test {
 protected:
  DynamoDbItems() : settings_(make_settings()) {
    node_.methods["node_getValidatorsStats"] = [](const std::string&) {
      return fmt::format(R"("result":{{"stats":{{"{}":{{"history":[)"
                         R"({{"slot":"9","status":"block-mined"}},)"
                         R"({{"slot":"10","status":"attestation-missed"}}]}}}}}})",
                         address_of('a'));
    };
    for (const Table& table :
         {node_operators(*settings_), validators(*settings_), validator_history(*settings_)})
      bench_.make(table);
    std::vector<std::string> rows;
    for (const char digit : std::string("0123456789abcdef"))
      rows.push_back(validator_item(address_of(digit), "1"));
    bench_.put(settings_->validators_table, rows);
    bench_.put(settings_->node_operators_table,
               {operator_item("1", address_of('1'), R"("isApproved":true)"),
                operator_item("2", address_of('2'))});
    api_.on_chain.clear();
    for (const char digit : std::string("0123456789abcde"))
      api_.on_chain.push_back(address_of(digit));
    api_.operators = fmt::format(R"({{"discordId":"2","walletAddress":"{}"}})", address_of('2'));
    api_.validators = fmt::format(
        R"({{"address":"{}","operatorId":"1","lastAttestationSlot":"12"}})", address_of('3'));
  }
  SharedSettings make_settings() {
    auto variables = api_.variables();
    variables.emplace("AZTEC_RPC_URL", node_.url());
    variables.emplace("ALLOW_AFFECTED", "10%");
    return testing::settings_from(variables);
  }
  // Up and down, and up to stay.
  template <typename Migration>
  StoreContent round_trip_and_up() {
    const Migration migration(settings_);
    testing::expect_round_trip(bench_, migration);
    const auto run = bench_.up(migration);
    EXPECT_TRUE(run) << run.error().describe();
    return bench_.content();
  }

  ApiStandIn api_;
  NodeStandIn node_;
  SharedSettings settings_;
  SpartaBench bench_{false, model::dynamodb_codec()};
};

TEST_F(DynamoDbItems, go_through_every_migration_and_back) {
  auto content = round_trip_and_up<PopulateValidators>();
  EXPECT_THAT(content.items[settings_->validators_table]['"' + address_of('2') + '"'],
              HasSubstr(R"("nodeOperatorId":{"S":"2"})"));

  content = round_trip_and_up<AddWasslashedField>();
  EXPECT_TRUE(is_validator_slashed(bench_.store, *settings_, address_of('F')).value());
  EXPECT_THAT(content.items[settings_->slashing_history_table]['"' + address_of('f') + '"'],
              HasSubstr(R"("slashedAt":{"N":"1750000000000"})"));
  EXPECT_THAT(content.items[settings_->node_operators_table][R"("1")"],
              HasSubstr(R"("isApproved":{"BOOL":false})"));

  content = round_trip_and_up<PopulateValidatorHistory>();
  EXPECT_EQ(content.items[settings_->validator_history_table].size(), 2u);

  content = round_trip_and_up<AddWalletToOperators>();
  EXPECT_TRUE(
      content.items[settings_->operators_by_address_table].contains('"' + address_of('3') + '"'));

  content = round_trip_and_up<DeleteOldOperators>();
  EXPECT_EQ(content.items[settings_->node_operators_table].size(), 1u);
  EXPECT_EQ(content.items[settings_->operators_by_address_table].size(), 1u);
}

}  // namespace
}  // namespace whimbrel::packs::sparta
