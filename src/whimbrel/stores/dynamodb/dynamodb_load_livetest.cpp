#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/dynamodb/dynamodb_load.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using ::testing::Contains;
using ::testing::DoubleNear;
using ::testing::HasSubstr;

constexpr int items = 40;

class DynamoDbLoadLive : public ::testing::Test {
 protected:
  std::unique_ptr<DynamoDbStore> store_with(const LoadLimits& limits,
                                            WriteMode mode = WriteMode::guarded) {
    DynamoDbOptions options;
    options.client = server_.options();
    options.table_poll_ms = 20;
    options.load = limits;
    options.write_mode = mode;
    return std::make_unique<DynamoDbStore>(
        StoreContext{options, server_.credentials(), base::system_clock(), cancellation_, {}});
  }

  void call(const char* operation, const std::string& body) {
    const auto reply = server_.client().call(operation, body);
    ASSERT_TRUE(reply) << reply.error().message;
  }

  void make_table(const std::string& billing) {
    call("CreateTable", R"({"TableName": "users",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], )" +
                            billing + "}");
    for (int i = 0; i < items; ++i)
      call("PutItem", fmt::format(R"({{"TableName":"users","Item":{{"id":{{"S":"{}"}},)"
                                  R"("text":{{"S":"{}"}}}}}})",
                                  i, std::string(1'500, 't')));
  }

  static void write_all(Store& store) {
    const auto session = *store.open_session();
    Page page;
    ASSERT_TRUE(session->scan({"users", {}}, page));
    ASSERT_EQ(page.size(), std::size_t{items});
    const model::Path path({"n"});
    const std::vector<model::Edit> edits{{model::Edit::Kind::set, &path, R"({"N":"1"})", 0}};
    std::vector<ItemWrite> writes(items);
    for (std::size_t i = 0; i < items; ++i) {
      writes[i].collection = "users";
      writes[i].key = page[i].key;
      writes[i].edits = edits;
      writes[i].basis = page[i].bytes;
    }
    std::vector<WriteOutcome> outcomes(items);
    const auto done = session->write(writes, outcomes);
    ASSERT_TRUE(done) << done.error().describe();
    EXPECT_THAT(outcomes, ::testing::Each(WriteOutcome::applied));
  }

  // Each item counts two units; there is no index.
  static PlannedLoad planned() {
    PlannedLoad planned;
    planned.read_units_once = 16;
    planned.readings = 2;
    planned.writes["users"] = {items, 2.0 * items};
    return planned;
  }

  testing::DynamoDbLocal server_;
  base::Cancellation cancellation_;
};

TEST_F(DynamoDbLoadLive, tells_what_the_sessions_used) {
  make_table(R"("BillingMode": "PAY_PER_REQUEST")");
  const auto store = store_with({});
  write_all(*store);
  const LoadUsed used = store->load_account()->used();
  EXPECT_EQ(used.items.written, 2.0 * items);
  EXPECT_THAT(used.items.read, DoubleNear(items * 1.5 / 4, 2));
  EXPECT_THAT(used.money, DoubleNear(2.0 * items * 0.625e-6, 4e-6));
  EXPECT_GT(used.requests, std::uint64_t{items});
}

TEST_F(DynamoDbLoadLive, forecasts_both_ways_to_write) {
  make_table(R"("BillingMode": "PAY_PER_REQUEST")");
  const auto store = store_with({}, WriteMode::transact);
  const auto forecast = store->load_account()->forecast(planned());
  ASSERT_TRUE(forecast) << forecast.error().describe();
  ASSERT_EQ(forecast->modes.size(), 2u);
  const double journal = 0.15 * items;
  EXPECT_EQ(forecast->modes[0].cost.write_units, 2 * items + journal);
  EXPECT_EQ(forecast->modes[1].cost.write_units, 4 * items + journal);
  EXPECT_EQ(forecast->modes[1].cost.read_units, 32 + items);
  EXPECT_EQ(forecast->chosen()->name, "transact");
}

TEST_F(DynamoDbLoadLive, forecasts_the_time_that_a_limit_makes) {
  make_table(R"("BillingMode": "PAY_PER_REQUEST")");
  LoadLimits limits;
  limits.write_units_per_s = 4;
  const auto forecast = store_with(limits)->load_account()->forecast(planned());
  ASSERT_TRUE(forecast);
  EXPECT_NEAR(static_cast<double>(forecast->chosen()->duration_ms), 21'500, 200);
}

TEST_F(DynamoDbLoadLive, counts_a_write_once_more_for_each_index) {
  make_table(R"("BillingMode": "PAY_PER_REQUEST")");
  const auto store = store_with({});
  ASSERT_TRUE(store->create_index("users", {"ByText", {model::Path({"text"})}}));
  const auto forecast = store->load_account()->forecast(planned());
  ASSERT_TRUE(forecast);
  EXPECT_EQ(forecast->chosen()->cost.write_units, 4 * items + 0.15 * items);
  EXPECT_THAT(forecast->basis, Contains(HasSubstr("1 indexes")));
}

TEST_F(DynamoDbLoadLive, keeps_to_a_share_of_what_was_bought) {
  make_table(R"("ProvisionedThroughput": {"ReadCapacityUnits": 100, "WriteCapacityUnits": 50})");
  LoadLimits limits;
  limits.share_of_provisioned = 0.5;
  const auto store = store_with(limits);
  const auto began_ns = base::system_clock().monotonic_ns();
  write_all(*store);
  // 80 units at 25 a second; a second's are saved up, and what is under way overdraws.
  EXPECT_GE(base::system_clock().monotonic_ns() - began_ns, 700'000'000);
  const auto waited = store->load_account()->used().waited_ms;
  EXPECT_THAT(waited, Contains(::testing::Pair("share limit", ::testing::Gt(0))));
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
