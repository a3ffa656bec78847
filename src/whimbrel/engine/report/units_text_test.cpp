#include "whimbrel/engine/report/units_text.hpp"

#include <gtest/gtest.h>

#include "whimbrel/engine/report/report_html.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"

namespace whimbrel::engine {
namespace {

RunReport charged_report() {
  RunReport report;
  report.action = "up";
  report.run.counters.changed = 50'000;
  report.units = stores::UsedUnits{12'500, 50'000, 40, 3'199.5};
  return report;
}

constexpr const char* told =
    "50,000 for the items, 3,200 for whimbrel's own records (0.06 an item changed)";

TEST(WriteUnits, tell_items_and_records_apart) {
  EXPECT_EQ(write_units_text(charged_report()), told);
}

TEST(WriteUnits, are_not_told_where_nothing_is_charged_or_written) {
  RunReport report = charged_report();
  report.units = stores::UsedUnits{12'500, 0, 40, 0};
  EXPECT_EQ(write_units_text(report), std::nullopt);
  report.units.reset();
  EXPECT_EQ(write_units_text(report), std::nullopt);
  EXPECT_EQ(report_to_json(report).find("capacity_units"), std::string::npos);
}

TEST(WriteUnits, of_a_resumed_run_are_no_share_of_all_its_items) {
  RunReport report = charged_report();
  report.action = "resume";
  EXPECT_EQ(record_units_an_item(report), std::nullopt);
}

TEST(WriteUnits, stand_in_every_kind_of_report) {
  const RunReport report = charged_report();
  EXPECT_NE(report_to_text(report, {}).find(told), std::string::npos);
  EXPECT_NE(report_to_html(report).find("3,200 for whimbrel"), std::string::npos);
  EXPECT_NE(report_to_json(report).find("\"records_written_an_item\": 0.06399"), std::string::npos);
}

}  // namespace
}  // namespace whimbrel::engine
