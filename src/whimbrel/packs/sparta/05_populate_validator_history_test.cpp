#include "whimbrel/packs/sparta/05_populate_validator_history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/packs/sparta/api_stand_in_test.hpp"
#include "whimbrel/packs/sparta/inputs/service_stand_in_test.hpp"

namespace whimbrel::packs::sparta {
namespace {

using ::testing::HasSubstr;
using testing::SpartaBench;

constexpr const char* table = "sparta-validator-history-dev";

class HistoryRun : public ::testing::Test {
 protected:
  HistoryRun() {
    bench_.make(validator_history(*settings_));
    node_.methods["node_getValidatorsStats"] = [this](const std::string&) {
      return fmt::format(R"("result":{{"stats":{{{}}},"lastProcessedSlot":"1010"}})", stats_);
    };
  }
  // A validator that was seen in these slots; slot 1000 was at the clock's 1'749'999'640 s.
  void add(char digit, const std::vector<int>& slots) {
    std::string history;
    for (const int slot : slots)
      history += fmt::format(R"({}{{"slot":"{}","status":"attestation-sent"}})",
                             history.empty() ? "" : ",", slot);
    stats_ += fmt::format(R"({}"{}":{{"lastProposal":{{"timestamp":"1749999640","slot":"1000"}},)"
                          R"("lastAttestation":{{"timestamp":"1750000000","slot":"1010"}},)"
                          R"("history":[{}]}})",
                          stats_.empty() ? "" : ",", address_of(digit), history);
  }

  NodeStandIn node_;
  std::string stats_;
  SharedSettings settings_ = testing::settings_from({{"AZTEC_RPC_URL", node_.url()}});
  PopulateValidatorHistory migration_{settings_};
  SpartaBench bench_;
};

TEST_F(HistoryRun, puts_each_entry_there_once_and_takes_them_back) {
  add('b', {1001, 99, 1000, 1001, 5});
  add('a', {1002});
  testing::expect_round_trip(bench_, migration_);
  ASSERT_TRUE(bench_.up(migration_));
  const auto items = bench_.items(table);
  EXPECT_EQ(items.size(), 5u);
  const auto found = items.find(R"([")" + address_of('b') + R"(",{"$numberInt":"1000"}])");
  ASSERT_NE(found, items.end());
  EXPECT_THAT(found->second, HasSubstr(R"("status":"attestation-sent")"));
  EXPECT_THAT(found->second, HasSubstr("1749999640000")) << "the time of the slot";
}

TEST_F(HistoryRun, leaves_what_is_there_already) {
  add('a', {1000, 1001});
  bench_.put(table, {fmt::format(R"({{"validatorAddress":"{}","slot":1000,"status":"mine"}})",
                                 address_of('a'))});
  ASSERT_TRUE(bench_.up(migration_));
  const auto items = bench_.items(table);
  EXPECT_EQ(items.size(), 2u);
  EXPECT_THAT(items.begin()->second, HasSubstr("mine"));
  ASSERT_TRUE(bench_.down(migration_));
  EXPECT_EQ(bench_.items(table).size(), 1u);
}

TEST_F(HistoryRun, goes_on_in_the_middle_of_a_validator_with_the_keys_in_order) {
  std::vector<int> slots;
  for (int slot = 0; slot < 50; ++slot) slots.push_back(slot * 37);
  add('a', slots);
  add('b', slots);
  add('c', {});
  const auto inputs = bench_.plan(migration_)->inputs;
  for (const model::ItemCodec* codec : {&model::extended_json_codec(), &model::dynamodb_codec()}) {
    std::vector<std::string> keys;
    std::optional<std::string> after;
    for (bool ended = false; !ended;) {
      // A new one each time, as after a crash.
      const auto generator = migration_.generate(inputs, *codec).value();
      stores::Page page;
      const auto next = generator->next(after, 7, page);
      ASSERT_TRUE(next) << next.error().describe();
      ended = *next;
      for (std::size_t i = 0; i < page.size(); ++i) keys.emplace_back(page[i].key);
      if (!keys.empty()) after = keys.back();
    }
    EXPECT_EQ(keys.size(), 100u) << codec->name();
    EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
    EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
  }
}

TEST_F(HistoryRun, takes_two_validators_in_a_trial) {
  for (const char digit : {'a', 'b', 'c'}) add(digit, {1000, 1001});
  bench_.options.test_items_max = migration_.info().test_items;
  ASSERT_TRUE(bench_.up(migration_));
  EXPECT_EQ(bench_.items(table).size(), 4u);
}

TEST_F(HistoryRun, tells_what_the_node_answered) {
  add('a', {1000, 1000, 1001});
  add('b', {});
  EXPECT_EQ(bench_.details(migration_),
            R"({"totalValidators":2,"validatorsWithoutHistory":1,"totalEntries":2,)"
            R"("repeatedEntries":1,"lastProcessedSlot":1010,"timestampsFrom":"slots"})");
}

TEST_F(HistoryRun, stops_before_any_write_when_the_answer_is_of_another_shape) {
  stats_ = R"("0x12":{})";
  const auto run = bench_.up(migration_);
  ASSERT_FALSE(run);
  EXPECT_THAT(run.error().describe(), HasSubstr("stats.0x12 is not named by an address"));
  EXPECT_TRUE(bench_.items(table).empty());
}

}  // namespace
}  // namespace whimbrel::packs::sparta
