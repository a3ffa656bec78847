// What reports look like, held against tests/cases/report/<case>/. After a wanted change, run this
// once with WHIMBREL_UPDATE_GOLDEN=1 and look at the difference in git.
#include <gtest/gtest.h>

#include <cstdlib>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/testing/source_path.hpp"
#include "whimbrel/engine/report/report_fixture.hpp"
#include "whimbrel/engine/report/report_html.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"

namespace whimbrel::engine {
namespace {

bool is_updating() { return std::getenv("WHIMBREL_UPDATE_GOLDEN") != nullptr; }

void expect_golden(const std::string& name, const std::string& file, const std::string& found) {
  base::FileSystem& files = base::posix_file_system();
  const std::string directory = base::testing::source_path("tests/cases/report/" + name);
  const std::string path = base::join_path(directory, file);
  if (is_updating()) {
    ASSERT_TRUE(files.make_directories(directory));
    ASSERT_TRUE(base::write_file_durably(files, path, found, base::IfExists::replace, 0644));
  }
  const auto expected = base::read_file(files, path, std::size_t{1} << 20);
  ASSERT_TRUE(expected) << expected.error().describe() << "; make it with WHIMBREL_UPDATE_GOLDEN=1";
  EXPECT_EQ(found, *expected) << path << " differs; if that is wanted, renew it with "
                              << "WHIMBREL_UPDATE_GOLDEN=1 and look at the difference";
}

void expect_golden_report(const std::string& name, const RunReport& report) {
  expect_golden(name, "report.txt", report_to_text(report, {}));
  expect_golden(name, "report.json", report_to_json(report) + "\n");
  expect_golden(name, "report.html", report_to_html(report));
}

RunReport completed_report() {
  RunReport report = testing::sample_report();
  report.plan.items_rejected = 0;
  report.plan.rejected_samples.clear();
  report.run.counters.changed = report.plan.items_selected;
  report.run.counters.conflicts = 0;
  report.run.counters.skipped = 0;
  report.run.counters.quarantined = 0;
  report.quarantined_total = 0;
  report.quarantined.clear();
  report.checks.pop_back();
  return report;
}

TEST(ReportGolden, completed_run) { expect_golden_report("completed", completed_report()); }

TEST(ReportGolden, run_with_conflicts_and_quarantine) {
  expect_golden_report("conflicts", testing::sample_report());
}

TEST(ReportGolden, dry_run) {
  RunReport report = completed_report();
  report.dry_run = true;
  report.backups.clear();
  report.run.backups.clear();
  expect_golden_report("dry_run", report);
}

TEST(ReportGolden, rolled_back_run) {
  RunReport report = completed_report();
  report.action = "down";
  report.duration_ms = 1'350;
  report.run.status = RunStatus::rolled_back;
  report.phases = {{"undo", report.run.started_ms, 900, 1'970},
                   {"verify", report.run.started_ms + 900, 450, 1'970}};
  report.timeline = {{report.run.started_ms, "rollback started by ada@ops-1"},
                     {report.run.started_ms + 1'350, "rolled back"}};
  report.backups.clear();
  expect_golden_report("rolled_back", report);
}

TEST(ReportGolden, stopped_run) {
  RunReport report = testing::sample_report();
  report.run.status = RunStatus::failed;
  report.run.error = "target wallet.db: the disk is full";
  report.run.finished_ms.reset();
  expect_golden_report("stopped", report);
}

TEST(ReportGolden, preview) {
  const Plan plan = testing::sample_plan();
  expect_golden("preview", "report.txt", preview_to_text(plan, {}));
  expect_golden("preview", "report.json", preview_to_json(plan) + "\n");
  expect_golden("preview", "report.html", preview_to_html(plan));
}

}  // namespace
}  // namespace whimbrel::engine
