#include "whimbrel/packs/sparta/02_populate_validators.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/packs/sparta/api_stand_in_test.hpp"

namespace whimbrel::packs::sparta {
namespace {

using ::testing::HasSubstr;
using testing::SpartaBench;
using testing::validator_item;

constexpr const char* table = "sparta-validators-dev";

class PopulateFromApi : public ::testing::Test {
 protected:
  PopulateFromApi() {
    bench_.make(validators(*settings_));
    api_.operators = fmt::format(R"({{"discordId":"1","walletAddress":"{}"}},)"
                                 R"({{"discordId":"2","walletAddress":"{}"}},{{"discordId":"3"}})",
                                 address_of('A'), address_of('b'));
    api_.on_chain = {address_of('a'), address_of('B'), address_of('c')};
  }
  std::string row(const std::string& address) {
    const auto rows = bench_.items(table);
    const auto found = rows.find('"' + address + '"');
    return found == rows.end() ? "none" : found->second;
  }

  ApiStandIn api_;
  SharedSettings settings_ = testing::settings_from(api_.variables());
  PopulateValidators migration_{settings_};
  SpartaBench bench_;
};

TEST_F(PopulateFromApi, joins_by_address_without_case_and_puts_the_missing_ones_there) {
  bench_.put(table, {validator_item(address_of('a'), "old"), validator_item(address_of('d'), "x")});
  testing::expect_round_trip(bench_, migration_);
  const auto run = bench_.up(migration_);
  ASSERT_TRUE(run) << run.error().describe();
  EXPECT_THAT(row(address_of('a')), HasSubstr(R"("nodeOperatorId":"1")"));
  EXPECT_THAT(row(address_of('a')), HasSubstr(R"("updatedAt")"));
  EXPECT_THAT(row(address_of('d')), HasSubstr(R"("nodeOperatorId":"x")")) << "the join is silent";
  EXPECT_THAT(row(address_of('B')), HasSubstr(R"("nodeOperatorId":"2")")) << "as the API spells it";
  EXPECT_THAT(row(address_of('c')), ::testing::Not(HasSubstr("nodeOperatorId")));
  EXPECT_THAT(row(address_of('c')), HasSubstr("createdAt"));
}

TEST_F(PopulateFromApi, knows_a_validator_in_another_spelling) {
  bench_.put(table, {validator_item(address_of('A'), "1"), validator_item(address_of('b'), "2"),
                     validator_item(address_of('C'), "x")});
  EXPECT_EQ(bench_.plan(migration_)->items_selected, 0u);
}

TEST_F(PopulateFromApi, leaves_an_address_that_two_operators_have) {
  api_.operators += fmt::format(R"(,{{"discordId":"4","walletAddress":"{}"}})", address_of('a'));
  bench_.put(table, {validator_item(address_of('a'), "x"), validator_item(address_of('b'), "2"),
                     validator_item(address_of('c'), "x")});
  EXPECT_EQ(bench_.plan(migration_)->items_selected, 0u);
  EXPECT_THAT(bench_.details(migration_), HasSubstr(R"("operators":["1","4"])"));
}

TEST_F(PopulateFromApi, tells_what_it_compared) {
  bench_.put(table, {validator_item(address_of('a'), "1")});
  EXPECT_EQ(bench_.details(migration_),
            R"({"totalOperators":3,"totalValidatorsOnChain":3,"totalValidatorsInDB":1,)"
            R"("validatorsMissing":2,"errors":[]})");
}

TEST_F(PopulateFromApi, stops_before_any_write_when_the_api_is_ill) {
  bench_.put(table, {validator_item(address_of('a'), "old")});
  const auto before = bench_.content();
  for (const char* answer : {"{}", R"({"data":{"blockchainValidators":{"validators":[]}}})"}) {
    api_.whole_answer = answer;
    const auto run = bench_.up(migration_);
    ASSERT_FALSE(run) << answer;
    EXPECT_THAT(run.error().describe(), HasSubstr("/api/validator/validators"));
    EXPECT_EQ(bench_.content(), before);
  }
}

TEST_F(PopulateFromApi, makes_items_of_a_table_of_dynamodb) {
  const auto pinned = bench_.plan(migration_);
  ASSERT_TRUE(pinned) << pinned.error().describe();
  const auto* missing = migration_.passes().at(1);
  const auto generator = missing->generate(pinned->inputs, model::dynamodb_codec()).value();
  stores::Page page;
  EXPECT_TRUE(generator->next(std::nullopt, 10, page).value());
  ASSERT_EQ(page.size(), 3u);
  EXPECT_THAT(std::string(page[0].bytes),
              HasSubstr(R"("validatorAddress":{"S":")" + address_of('B') + R"("})"));
  EXPECT_EQ(page[1].key, '"' + address_of('a') + '"');
}

}  // namespace
}  // namespace whimbrel::packs::sparta
