// Runs on items as DynamoDB has them: in a store that does all else as others, and in one with no
// transactions and no order of keys, as a table has none.
#include <gtest/gtest.h>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using stores::memory::MemoryOptions;
using stores::memory::MemoryStore;
using testing::item_text;
using testing::kept_text;
using testing::overwrite_item;
using testing::RunBench;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

MemoryOptions dynamodb_items(bool transactions) {
  MemoryOptions options;
  options.transactions = options.ordered_scans = transactions;
  if (!transactions) options.write_items_max = 25;
  options.codec = &model::dynamodb_codec();
  return options;
}

class DynamoDbItems : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    ASSERT_OK(testing::fill_things(store_, 100));
    before_ = bench_.things();
  }

  bool has_item(const std::string& text) {
    return bench_.things().find("\t" + kept_text(store_.codec(), text) + "\n") != std::string::npos;
  }
  std::string stamped(int number, const char* state) const {
    return item_text(number, state,
                     R"("tail": 1, "stamp": )" + std::to_string(bench_.clock.now_ms()));
  }

  MemoryStore store_{dynamodb_items(GetParam())};
  RunBench bench_{store_};
  std::string before_;
};

TEST_P(DynamoDbItems, are_changed_verified_and_given_back_byte_for_byte) {
  const auto report = bench_.up();
  ASSERT_OK(report);
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_EQ(report->run.counters.changed, 44U);
  EXPECT_TRUE(all_passed(report->checks));
  EXPECT_TRUE(has_item(stamped(3, "new")));
  EXPECT_TRUE(has_item(item_text(1, "fine")));
  const auto verified = bench_.verify();
  ASSERT_OK(verified);
  EXPECT_TRUE(all_passed(verified->checks));
  ASSERT_OK(bench_.down());
  EXPECT_EQ(bench_.things(), before_);
}

TEST_P(DynamoDbItems, say_whose_they_are_and_how_much_is_theirs) {
  const auto plan = bench_.plan();
  ASSERT_OK(plan);
  EXPECT_EQ(plan->impact.owners, 5U);
  ASSERT_FALSE(plan->impact.top_owners.empty());
  EXPECT_TRUE(plan->impact.top_owners.front().owner.starts_with("user-"));
}

TEST_P(DynamoDbItems, keep_what_live_writers_changed) {
  const auto plan = bench_.plan();
  ASSERT_OK(plan);
  const std::string live = item_text(3, "old", R"("note": "live")");
  ASSERT_OK(overwrite_item(store_, 3, live));
  ASSERT_OK(run_up(bench_.environment(), bench_.migration, *plan, false, bench_.options));
  ASSERT_OK(overwrite_item(store_, 9, item_text(9, "user's own")));
  const auto report = bench_.down();
  ASSERT_OK(report);
  EXPECT_TRUE(has_item(live));
  EXPECT_TRUE(has_item(item_text(9, "user's own")));
  EXPECT_EQ(report->quarantined.size(), 1U);
}

TEST_P(DynamoDbItems, are_merged_field_by_field_when_told_so) {
  ASSERT_OK(bench_.up());
  ASSERT_OK(overwrite_item(store_, 3, stamped(3, "user's own")));
  bench_.options.rollback_policy = RollbackPolicy::merge;
  ASSERT_OK(bench_.down());
  EXPECT_TRUE(has_item(item_text(3, "user's own", R"("obsolete": [1, 2], "tail": 1)")));
}

TEST_P(DynamoDbItems, that_cannot_be_read_are_set_aside) {
  ASSERT_OK(overwrite_item(store_, 4, R"({"_id":{"S":"item-0004"},"n":)"));
  const auto report = bench_.up();
  ASSERT_OK(report);
  ASSERT_EQ(report->quarantined.size(), 1U);
  EXPECT_EQ(report->run.counters.changed, 44U);
}

TEST_P(DynamoDbItems, are_rehearsed_dry) {
  MemoryStore overlay(dynamodb_items(true));
  DryRunStore dry(store_, overlay);
  RunBench rehearsal(dry);
  rehearsal.options.dry_run = true;
  const auto rehearsed = rehearsal.up();
  ASSERT_OK(rehearsed);
  EXPECT_EQ(bench_.things(), before_);
  EXPECT_EQ(rehearsed->run.counters.changed, 44U);
}

INSTANTIATE_TEST_SUITE_P(Stores, DynamoDbItems, ::testing::Bool(), [](const auto& instance) {
  return std::string(instance.param ? "with_transactions" : "without_transactions");
});

}  // namespace
}  // namespace whimbrel::engine
