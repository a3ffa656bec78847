#include "whimbrel/packs/sparta/03_add_wasslashed_field.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/model/plain_json.hpp"
#include "whimbrel/packs/sparta/api_stand_in_test.hpp"
#include "whimbrel/packs/sparta/inputs/abi.hpp"
#include "whimbrel/packs/sparta/inputs/service_stand_in_test.hpp"
#include "whimbrel/packs/sparta/slashing_history.hpp"

namespace whimbrel::packs::sparta {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::operator_item;
using testing::SpartaBench;
using testing::validator_item;

constexpr const char* operators_table = "sparta-node-operators-dev";
constexpr const char* validators_table = "sparta-validators-dev";
constexpr const char* history_table = "sparta-slashing-history-dev";

// Forty validators, of which a test says who is not on chain any more.
class SlashingRun : public ::testing::Test {
 protected:
  SlashingRun() {
    bench_.make(node_operators(*testing::settings_from()));
    bench_.make(validators(*testing::settings_from()));
    std::vector<std::string> rows;
    for (int i = 0; i < 40; ++i) {
      addresses_.push_back(fmt::format("0xAB{:038}", i));
      rows.push_back(validator_item(addresses_.back(), std::to_string(i), R"("peerId":"p")"));
    }
    bench_.put(validators_table, rows);
    bench_.put(operators_table,
               {operator_item("7", "0xa1", R"("discordUsername":"seven","isApproved":true)"),
                operator_item("8", "0xa2", R"("isApproved":true)")});
  }
  // The chain without these.
  void slash(const std::vector<int>& numbers) {
    api_.on_chain.clear();
    for (int i = 0; i < 40; ++i)
      if (std::find(numbers.begin(), numbers.end(), i) == numbers.end())
        api_.on_chain.push_back(comparable_of(i));
  }
  std::string comparable_of(int i) const { return fmt::format("0xab{:038}", i); }
  std::string error_of(const engine::Migration& migration) {
    const auto before = bench_.content();
    const auto run = bench_.up(migration);
    EXPECT_EQ(bench_.content(), before) << "stopped before any write";
    return run ? "no error" : run.error().describe() + " | " + run.error().remedy();
  }
  AddWasslashedField with(testing::Variables more) {
    auto variables = api_.variables();
    variables.merge(more);
    return AddWasslashedField(testing::settings_from(variables));
  }

  ApiStandIn api_;
  std::vector<std::string> addresses_;
  SpartaBench bench_;
  AddWasslashedField migration_{testing::settings_from(api_.variables())};
};

TEST_F(SlashingRun, moves_the_validator_to_the_history_and_disapproves_its_operator) {
  slash({7});
  testing::expect_round_trip(bench_, migration_);
  ASSERT_TRUE(bench_.up(migration_));
  EXPECT_EQ(bench_.items(validators_table).size(), 39u);
  const auto history = bench_.items(history_table);
  ASSERT_EQ(history.size(), 1u);
  const std::string& moved = history.begin()->second;
  EXPECT_EQ(history.begin()->first, '"' + comparable_of(7) + '"');
  EXPECT_THAT(moved, HasSubstr(R"("wasSlashed":true)"));
  EXPECT_THAT(moved, HasSubstr("1750000000000")) << "slashedAt is the run's time";
  EXPECT_THAT(moved, HasSubstr(R"("slashingEvidence":"not in the validator set")"));
  EXPECT_THAT(moved, HasSubstr(R"("recordedAddress":")" + addresses_[7]));
  EXPECT_THAT(moved, HasSubstr(R"("peerId":"p")")) << "nothing of it is lost";
  const auto operators = bench_.items(operators_table);
  EXPECT_THAT(operators.at(R"("7")"), HasSubstr(R"("isApproved":false)"));
  EXPECT_THAT(operators.at(R"("8")"), HasSubstr(R"("isApproved":true)"));
}

TEST_F(SlashingRun, is_told_by_the_history_whatever_the_case) {
  slash({7});
  const auto settings = testing::settings_from();
  EXPECT_FALSE(is_validator_slashed(bench_.store, *settings, addresses_[7]).value())
      << "there is no history yet";
  ASSERT_TRUE(bench_.up(migration_));
  EXPECT_TRUE(is_validator_slashed(bench_.store, *settings, addresses_[7]).value());
  EXPECT_TRUE(is_validator_slashed(bench_.store, *settings, comparable_of(7)).value());
  EXPECT_FALSE(is_validator_slashed(bench_.store, *settings, addresses_[8]).value());
  EXPECT_FALSE(is_validator_slashed(bench_.store, *settings, "0x1"));
}

TEST_F(SlashingRun, reports_who_is_concerned_and_what_could_not_be_decided) {
  bench_.put(validators_table, {validator_item("nonsense", "8")});
  slash({7, 9});
  EXPECT_EQ(bench_.details(migration_),
            fmt::format(R"({{"totalValidatorsInDB":41,"totalValidatorsOnChain":38,)"
                        R"("slashedValidators":[)"
                        R"({{"validatorAddress":"{0}","nodeOperatorId":"7",)"
                        R"("evidence":"not in the validator set"}},)"
                        R"({{"validatorAddress":"{1}","nodeOperatorId":"9",)"
                        R"("evidence":"not in the validator set"}}],)"
                        R"("affectedOperators":[{{"discordId":"7","discordUsername":"seven",)"
                        R"("walletAddress":"0xa1","validatorAddress":"{0}"}}],)"
                        R"("withdrawnValidators":[],"errors":["no address: nonsense",)"
                        R"("no operator 9 of the slashed validator {1}"]}})",
                        addresses_[7], addresses_[9]));
}

TEST_F(SlashingRun, refuses_when_a_larger_share_is_missing_than_is_allowed) {
  slash({7, 8, 9});
  const std::string error = error_of(migration_);
  EXPECT_THAT(error, HasSubstr("3 of 40 validators (7.5 %) are not on chain"));
  EXPECT_THAT(error, HasSubstr("ALLOW_AFFECTED"));
  EXPECT_THAT(error_of(with({{"ALLOW_AFFECTED", "many"}})), HasSubstr("no share: many"));
  EXPECT_TRUE(bench_.up(with({{"ALLOW_AFFECTED", "10%"}})));
}

TEST_F(SlashingRun, stops_when_the_chains_set_is_empty_or_cannot_be_had) {
  api_.on_chain.clear();
  EXPECT_THAT(error_of(migration_), HasSubstr("is empty, which no chain's set is"));
  slash({7});
  api_.status = 401;
  EXPECT_THAT(error_of(migration_), HasSubstr("HTTP status 401"));
}

TEST_F(SlashingRun, stops_at_the_first_one_in_a_trial) {
  slash({7, 8});
  bench_.options.test_items_max = migration_.info().test_items;
  ASSERT_TRUE(bench_.up(migration_));
  EXPECT_EQ(bench_.items(history_table).size(), 1u);
}

// The same with a chain that can be asked.
class SlashingEvidence : public SlashingRun {
 protected:
  SlashingEvidence() {
    node_.methods["eth_getBlockByNumber"] = [this](const std::string&) {
      return fmt::format(R"("result":{{"number":"0x3e8","timestamp":"0x{:x}"}})",
                         bench_.clock.now_ms() / 1000);
    };
    node_.methods["eth_getLogs"] = [this](const std::string&) {
      return fmt::format(R"("result":[{{"topics":["0x4e","0x{}"],"blockNumber":"0x200",)"
                         R"("data":"0x{}"}}])",
                         abi_word(comparable_of(7)), abi_word(std::uint64_t{50}));
    };
    node_.methods["eth_call"] = [this](const std::string& body) {
      return R"("result":"0x)" + returned(body) + '"';
    };
    slash({7, 8});
  }
  std::string returned(const std::string& body) const {
    if (body.find("0xa4d2342a") != std::string::npos) return abi_word(address_of('7'));
    if (body.find("0xffdd5cf1") != std::string::npos) {
      const std::uint64_t status = body.find(abi_word(comparable_of(8))) != std::string::npos
                                       ? status_of_8
                                       : std::uint64_t{3};
      return abi_word(std::uint64_t{1}) + abi_word(address_of('1')) + abi_word(address_of('1')) +
             abi_word(status);
    }
    std::string list = abi_word(std::uint64_t{32}) + abi_word(attesters.size());
    for (const std::string& attester : attesters) list += abi_word(attester);
    return list;
  }
  AddWasslashedField migration() {
    return with(
        {{"ETHEREUM_HOST", node_.url()}, {"STAKING_ASSET_HANDLER_ADDRESS", address_of('1')}});
  }

  NodeStandIn node_;
  std::uint64_t status_of_8 = 3;
  std::vector<std::string> attesters;
};

TEST_F(SlashingEvidence, tells_who_was_slashed_from_who_withdrew) {
  attesters = api_.on_chain;
  const AddWasslashedField migrating = migration();
  const std::string report = bench_.details(migrating);
  EXPECT_THAT(report, HasSubstr(R"("evidence":"slashed by 50 in block 512, status exiting")"));
  EXPECT_THAT(report, HasSubstr(R"("withdrawnValidators":[{"validatorAddress":")" + addresses_[8]));
  EXPECT_THAT(report, HasSubstr(R"("l1Block":1000)"));
  ASSERT_TRUE(bench_.up(migrating));
  EXPECT_EQ(bench_.items(history_table).size(), 1u);
  EXPECT_TRUE(bench_.items(validators_table).contains('"' + addresses_[8] + '"'));
}

TEST_F(SlashingEvidence, takes_a_stake_below_the_minimum_for_slashing) {
  attesters = api_.on_chain;
  status_of_8 = 2;
  EXPECT_THAT(bench_.details(migration()), HasSubstr("its stake below the minimum"));
}

TEST_F(SlashingEvidence, stops_when_the_rollup_says_that_one_is_validating) {
  attesters = api_.on_chain;
  status_of_8 = 1;
  EXPECT_THAT(error_of(migration()), HasSubstr("says at block 1000 that it is validating"));
}

TEST_F(SlashingEvidence, stops_when_api_and_rollup_contradict_one_another) {
  attesters = {api_.on_chain.begin(), api_.on_chain.begin() + 30};
  EXPECT_THAT(error_of(migration()),
              HasSubstr("8 validators are only in the API's set, 0 only in the rollup's"));
}

TEST_F(SlashingEvidence, never_slashes_who_is_in_either_set) {
  attesters = api_.on_chain;
  attesters.push_back(comparable_of(7));
  const std::string report = bench_.details(migration());
  EXPECT_THAT(report, HasSubstr(R"("slashedValidators":[])"));
  EXPECT_THAT(report, Not(HasSubstr(addresses_[7])));
}

}  // namespace
}  // namespace whimbrel::packs::sparta
