#include "whimbrel/engine/report/load_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace whimbrel::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(LoadView, shows_the_price_of_each_way_to_write) {
  stores::Forecast forecast;
  forecast.currency = "USD";
  forecast.modes = {{"guarded", true, {1'200.4, 57'500, 0.0361}, 36'000},
                    {"transact", false, {1'200.4, 107'500, 12.5}, 54'000}};
  forecast.basis = {"prices"};
  EXPECT_THAT(
      forecast_facts(forecast),
      ElementsAre(
          Pair("guarded (chosen)", "1,201 units read, 57,500 written, 0.0361 USD, 36 seconds"),
          Pair("transact", "1,201 units read, 107,500 written, 12.50 USD, 54 seconds"),
          Pair("counted with", "prices")));
}

TEST(LoadView, says_nothing_of_a_store_that_costs_nothing) {
  EXPECT_TRUE(forecast_facts(stores::Forecast()).empty());
}

TEST(LoadView, shows_what_was_used_and_why_there_was_waiting) {
  stores::LoadUsed used;
  used.cost = {10, 20, 0.00001};
  used.requests = 1'000;
  used.throttled = 4;
  used.waited_ms = {{"throttled", 1'500}, {"latency", 0}};
  EXPECT_THAT(used_facts(used), ElementsAre(Pair("Cost", "less than 0.0001"),
                                            Pair("Requests", "1,000, 0.4 % throttled"),
                                            Pair("Waited, throttled", "1.5 s of all threads")));
}

}  // namespace
}  // namespace whimbrel::engine
