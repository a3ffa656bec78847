#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "whimbrel/stores/dynamodb/load_governor.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"
#include "whimbrel/stores/dynamodb/testing/fault_proxy.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

constexpr double units_per_s = 150;
constexpr int callers = 6;

// Callers that put items as fast as they are let, through a proxy that refuses beyond a rate.
class GovernedCallers {
 public:
  explicit GovernedCallers(const base::Clock& clock) : governor_({}, clock), clock_(clock) {
    EXPECT_TRUE(server_.client().call("CreateTable", R"({"TableName": "load",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST"})"));
    for (int i = 0; i < callers; ++i) threads_.emplace_back([this, i] { put_until_told(i); });
  }
  ~GovernedCallers() {
    ends_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  GovernedCallers(const GovernedCallers&) = delete;
  GovernedCallers& operator=(const GovernedCallers&) = delete;

  LoadReport report() const { return governor_.report(); }
  int failures() const { return failures_; }

 private:
  void put_until_told(int caller) {
    ClientOptions options = server_.options();
    options.endpoint = proxy_.endpoint();
    DynamoDbClient client(options, server_.credentials(), clock_, cancellation_,
                          {&governor_, &governor_});
    for (int i = 0; !ends_; ++i) {
      const auto put = client.call(
          "PutItem",
          fmt::format(R"({{"TableName":"load","Item":{{"id":{{"S":"{}-{}"}}}}}})", caller, i));
      if (!put) ++failures_;
    }
  }

  testing::DynamoDbLocal server_;
  testing::FaultProxy proxy_{server_.endpoint(), {}, 1, units_per_s};
  LoadGovernor governor_;
  const base::Clock& clock_;
  base::Cancellation cancellation_;
  std::atomic<bool> ends_ = false;
  std::atomic<int> failures_ = 0;
  std::vector<std::thread> threads_;
};

// The bounds are those of a machine that does much else meanwhile; bench/ holds the strict ones.
TEST(LoadGovernorLive, uses_what_a_throttling_service_gives_and_drops_nothing) {
  const base::Clock& clock = base::system_clock();
  const GovernedCallers running(clock);
  for (int waited_s = 0; running.report().throttled == 0; ++waited_s) {
    ASSERT_LT(waited_s, 60) << "the callers never send enough to be throttled";
    clock.sleep_ms(1'000);
  }
  clock.sleep_ms(5'000);
  const LoadReport before = running.report();
  const std::int64_t began_ns = clock.monotonic_ns();
  clock.sleep_ms(8'000);
  const LoadReport after = running.report();
  const double passed_s = static_cast<double>(clock.monotonic_ns() - began_ns) * 1e-9;
  const double used = (after.consumed.write - before.consumed.write) / passed_s / units_per_s;
  const double refused = static_cast<double>(after.throttled - before.throttled) /
                         static_cast<double>(after.tries - before.tries);
  RecordProperty("used", fmt::format("{:.3f}", used));
  RecordProperty("refused", fmt::format("{:.4f}", refused));
  EXPECT_GE(used, 0.85);
  EXPECT_LT(refused, 0.02);
  EXPECT_EQ(running.failures(), 0);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
