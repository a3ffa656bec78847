#include "whimbrel/engine/report/load_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/report/report_html.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"

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

RunReport charged_report() {
  RunReport report;
  report.action = "up";
  report.run.counters.changed = 50'000;
  report.load = stores::LoadUsed{
      {12'500, 50'000}, {40, 3'199.5}, 0.00001, 1'000, 4, {{"throttled", 1'500}, {"latency", 0}}};
  return report;
}

TEST(LoadView, shows_what_was_used_and_why_there_was_waiting) {
  EXPECT_THAT(
      used_facts(charged_report()),
      ElementsAre(Pair("Cost", "less than 0.0001"),
                  Pair("Units read", "12,500 for the items, 40 for whimbrel's own records"),
                  Pair("Units written", "50,000 for the items, 3,200 for whimbrel's own records"),
                  Pair("Requests", "1,000, 0.4 % throttled"),
                  Pair("Records", "0.06 units written an item changed"),
                  Pair("Waited, throttled", "1.5 s of all threads")));
}

TEST(LoadView, of_a_resumed_run_tells_no_share_of_all_its_items) {
  RunReport report = charged_report();
  report.action = "resume";
  EXPECT_EQ(record_units_an_item(report), std::nullopt);
}

TEST(LoadView, stands_in_every_kind_of_report_of_a_store_that_costs_something) {
  RunReport report = charged_report();
  EXPECT_NE(report_to_text(report, {}).find("3,200 for whimbrel's own"), std::string::npos);
  EXPECT_NE(report_to_html(report).find("3,200 for whimbrel"), std::string::npos);
  EXPECT_NE(report_to_json(report).find("\"record_units_written_an_item\": 0.06399"),
            std::string::npos);
  report.load.reset();
  EXPECT_TRUE(used_facts(report).empty());
  EXPECT_EQ(report_to_json(report).find("\"load\""), std::string::npos);
}

}  // namespace
}  // namespace whimbrel::engine
