#include "whimbrel/stores/memory/memory_store.hpp"

#include <gtest/gtest.h>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/stores/contract/contract_context.hpp"
#include "whimbrel/stores/contract/contract_suite.hpp"
#include "whimbrel/stores/contract/testing/random_scans.hpp"

namespace whimbrel::stores::memory {
namespace {

std::shared_ptr<Store> make_with_transactions() { return std::make_shared<MemoryStore>(); }

std::shared_ptr<Store> make_without_transactions() {
  MemoryOptions options;
  options.transactions = false;
  options.write_items_max = 25;
  options.item_bytes_max = std::size_t{400} << 10;
  return std::make_shared<MemoryStore>(options);
}

std::shared_ptr<Store> make_with_dynamodb_items() {
  MemoryOptions options;
  options.codec = &model::dynamodb_codec();
  return std::make_shared<MemoryStore>(options);
}

// As DynamoDB is.
std::shared_ptr<Store> make_without_order() {
  MemoryOptions options;
  options.codec = &model::dynamodb_codec();
  options.transactions = false;
  options.ordered_scans = false;
  return std::make_shared<MemoryStore>(options);
}

std::shared_ptr<Store> make_without_order_with_transactions() {
  MemoryOptions options;
  options.ordered_scans = false;
  return std::make_shared<MemoryStore>(options);
}

const bool registered =
    contract::register_contract_suite({"Memory", make_with_transactions, {}}) &&
    contract::register_contract_suite(
        {"MemoryWithoutTransactions", make_without_transactions, {}}) &&
    contract::register_contract_suite({"MemoryWithDynamoDbItems", make_with_dynamodb_items, {}}) &&
    contract::register_contract_suite({"MemoryWithoutOrder", make_without_order, {}}) &&
    contract::register_contract_suite(
        {"MemoryWithoutOrderWithTransactions", make_without_order_with_transactions, {}});

TEST(MemoryStore, a_session_may_outlive_its_store) {
  auto store = std::make_unique<MemoryStore>();
  auto session = store->open_session();
  ASSERT_TRUE(session);
  store.reset();
  EXPECT_TRUE(contract::Context::put(**session, Space::ledger, "run/1", "{}", 1));
  EXPECT_TRUE(contract::Context::get(**session, Space::ledger, "run/1"));
}

TEST(MemoryStore, a_writer_that_waits_too_long_is_told_busy) {
  MemoryOptions options;
  options.busy_timeout_ms = 5;
  contract::Context context(std::make_shared<MemoryStore>(options));
  const auto other = context.open_session();
  ASSERT_TRUE(other->begin());
  const auto begun = context.session().begin();
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().kind(), base::ErrorKind::busy);
  ASSERT_TRUE(other->rollback());
  EXPECT_TRUE(context.session().begin()) << "who gave up no longer stands in the queue";
}

TEST(MemoryStore, a_filtered_scan_gives_what_the_filter_selects_of_everything) {
  contract::Context context(std::make_shared<MemoryStore>());
  contract::testing::check_random_scans(context, {});
}

TEST(MemoryStore, without_order_its_filtered_scans_give_the_same) {
  contract::Context context(make_without_order_with_transactions());
  contract::testing::check_random_scans(context, {});
}

TEST(MemoryStore, without_order_it_knows_no_ranges_of_keys) {
  contract::Context context(make_without_order());
  context.make_collection();
  context.insert_many(3);
  Page page;
  const model::Key key{context.key(1)};
  for (const KeyRange& range :
       {KeyRange{std::nullopt, key}, KeyRange{std::nullopt, std::nullopt, 3, 3}}) {
    const auto scanned = context.session().scan({"tokens", range}, page);
    ASSERT_FALSE(scanned);
    EXPECT_EQ(scanned.error().kind(), base::ErrorKind::internal);
  }
}

}  // namespace
}  // namespace whimbrel::stores::memory
