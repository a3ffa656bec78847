#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_context.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"
#include "whimbrel/stores/dynamodb/testing/fault_proxy.hpp"

// What a session makes of a service that fails and then passes: nothing stops, nothing is done
// twice, and nothing is said that is not so.
namespace whimbrel::stores::dynamodb {
namespace {

constexpr int items = 120;

class StoreFaultsLive : public ::testing::TestWithParam<unsigned> {
 protected:
  contract::Context open(const std::string& endpoint) {
    DynamoDbOptions options;
    options.client = server_.options();
    options.client.endpoint = endpoint;
    options.client.backoff_ms = 20;
    options.table_poll_ms = 20;
    return contract::Context(std::make_shared<DynamoDbStore>(
        StoreContext{options, server_.credentials(), base::system_clock(), cancellation_, {}}));
  }

  // n + 1,000 for every item, guarded by what insert_many() left there.
  void expect_to_write_all(contract::Context& context) {
    for (int i = 0; i < items; ++i) {
      auto write = context.update(context.key(i));
      write.expect("n", std::int32_t{i}).set("n", std::int32_t{i + 1'000});
      ASSERT_EQ(context.apply(write), WriteOutcome::applied) << i;
    }
  }

  base::Cancellation cancellation_;
  testing::DynamoDbLocal server_;
};

TEST_P(StoreFaultsLive, every_guarded_write_is_done_and_said_to_be) {
  auto direct = open(server_.endpoint());
  direct.make_collection();
  direct.insert_many(items);
  const testing::FaultProxy proxy(server_.endpoint(),
                                  testing::FaultProxy::all_but_delivered_twice(), GetParam());
  auto faulty = open(proxy.endpoint());
  expect_to_write_all(faulty);
  for (int i = 0; i < items; ++i)
    EXPECT_EQ(direct.field(direct.key(i), "n"), direct.as_kept(std::int32_t{i + 1'000})) << i;
}

TEST_P(StoreFaultsLive, every_record_is_put_and_no_version_left_out) {
  const testing::FaultProxy proxy(server_.endpoint(),
                                  testing::FaultProxy::all_but_delivered_twice(), GetParam());
  auto faulty = open(proxy.endpoint());
  auto& session = faulty.session();
  // Large enough for pieces now and then.
  const std::string large(std::size_t{500} << 10, 'x');
  for (std::uint64_t version = 1; version <= items; ++version) {
    const std::string value = version % 50 == 0 ? large : fmt::format("{}", version);
    const auto put =
        contract::Context::put(session, Space::ledger, "lease/1", value, version, version - 1);
    ASSERT_TRUE(put) << put.error().describe();
    const auto there = contract::Context::get(session, Space::ledger, "lease/1");
    ASSERT_TRUE(there) << version;
    ASSERT_EQ(there->version, version);
    ASSERT_TRUE(there->value == value) << there->value.size() << " bytes";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, StoreFaultsLive, ::testing::Values(1U, 2U, 3U));

// DynamoDB Local answers 500 to writes for as long as it fills an index.
TEST_F(StoreFaultsLive, writes_wait_for_an_index_that_is_being_filled) {
  auto context = open(server_.endpoint());
  context.make_collection();
  context.insert_many(items);
  ASSERT_TRUE(server_.client().call("UpdateTable", R"({"TableName": "tokens",
      "AttributeDefinitions": [{"AttributeName": "_id", "AttributeType": "S"},
                               {"AttributeName": "name", "AttributeType": "S"}],
      "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "by_name",
          "KeySchema": [{"AttributeName": "name", "KeyType": "HASH"}],
          "Projection": {"ProjectionType": "ALL"}}}]})"));
  const auto listed = context.store().indexes("tokens");
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_FALSE(listed->front().is_built);
  expect_to_write_all(context);
  ASSERT_TRUE(context.store().create_index("tokens", {"by_name", {model::Path({"name"})}}));
  EXPECT_TRUE(context.store().indexes("tokens")->front().is_built);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
