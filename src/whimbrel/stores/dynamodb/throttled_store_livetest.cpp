#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"
#include "whimbrel/stores/dynamodb/testing/fault_proxy.hpp"

// A whole session's writes on a service that refuses what is beyond a rate.
namespace whimbrel::stores::dynamodb {
namespace {

constexpr double units_per_s = 120;
constexpr std::size_t items = 1'900;
constexpr std::size_t put_at_once = 25;
constexpr std::int64_t settling_ms = 5'000;

class ThrottledStoreLive : public ::testing::Test {
 protected:
  void SetUp() override {
    DynamoDbOptions options;
    options.client = server_.options();
    ASSERT_TRUE(server_.client().call("CreateTable", R"({"TableName": "load",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST"})"));
    for (std::size_t at = 0; at < items; at += put_at_once) put_some(at);
    options.client.endpoint = proxy_.endpoint();
    store_ = std::make_unique<DynamoDbStore>(
        StoreContext{options, server_.credentials(), base::system_clock(), cancellation_, {}});
  }

  void put_some(std::size_t from) {
    std::string puts;
    for (std::size_t i = from; i < from + put_at_once; ++i)
      puts += fmt::format(R"({}{{"PutRequest":{{"Item":{{"id":{{"S":"{}"}},"n":{{"N":"1"}}}}}}}})",
                          puts.empty() ? "" : ",", i);
    ASSERT_TRUE(server_.client().call("BatchWriteItem",
                                      fmt::format(R"({{"RequestItems":{{"load":[{}]}}}})", puts)));
  }

  // n = 2 for every item, in as many calls as it takes. How many were applied.
  std::size_t write_all() {
    const auto session = *store_->open_session();
    const auto most = store_->capabilities().write_items_max;
    const model::Path path({"n"});
    const std::vector<model::Edit> edits{{model::Edit::Kind::set, &path, R"({"N":"2"})", 0}};
    std::size_t applied = 0;
    Page page;
    for (bool ended = false; !ended;) {
      KeyRange range;
      if (!page.reached().empty()) range.after = model::Key{std::string(page.reached())};
      page.clear();
      ScanRequest request{"load", range};
      request.items_max = most;
      const auto scanned = session->scan(request, page);
      EXPECT_TRUE(scanned) << scanned.error().describe();
      ended = !scanned || *scanned;
      std::vector<ItemWrite> writes(page.size());
      for (std::size_t i = 0; i < page.size(); ++i) {
        writes[i].collection = "load";
        writes[i].key = page[i].key;
        writes[i].edits = edits;
        writes[i].basis = page[i].bytes;
      }
      std::vector<WriteOutcome> outcomes(writes.size());
      const auto done = session->write(writes, outcomes);
      EXPECT_TRUE(done) << done.error().describe();
      applied += static_cast<std::size_t>(
          std::count(outcomes.begin(), outcomes.end(), WriteOutcome::applied));
    }
    return applied;
  }

  LoadUsed used() const { return store_->load_account()->used(); }

  testing::DynamoDbLocal server_;
  testing::FaultProxy proxy_{server_.endpoint(), {}, 1, units_per_s};
  base::Cancellation cancellation_;
  std::unique_ptr<DynamoDbStore> store_;
};

// The bounds are those of a machine that does much else meanwhile.
TEST_F(ThrottledStoreLive, uses_what_it_is_given_is_hardly_refused_and_drops_nothing) {
  const base::Clock& clock = base::system_clock();
  std::size_t applied = 0;
  std::int64_t ended_ns = 0;
  std::thread writing([&] {
    applied = write_all();
    ended_ns = clock.monotonic_ns();
  });
  clock.sleep_ms(settling_ms);
  const LoadUsed before = used();
  const std::int64_t began_ns = clock.monotonic_ns();
  writing.join();
  const LoadUsed after = used();
  const double passed_s = static_cast<double>(ended_ns - began_ns) * 1e-9;
  const double share_used = (after.items.written - before.items.written) / passed_s / units_per_s;
  const double refused = static_cast<double>(after.throttled - before.throttled) /
                         static_cast<double>(after.requests - before.requests);
  RecordProperty("used", fmt::format("{:.3f}", share_used));
  RecordProperty("refused", fmt::format("{:.4f}", refused));
  EXPECT_EQ(applied, items);
  EXPECT_GE(share_used, 0.85);
  EXPECT_LT(refused, 0.02);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
