#include "whimbrel/engine/report/report_fixture.hpp"

#include <gtest/gtest.h>

namespace whimbrel::engine::testing {
namespace {

constexpr base::UnixMillis start_ms = 1'737'945'600'000;  // 2025-01-27T02:40:00Z

std::string object_id(int number) {
  return R"({"$oid":"65b46e2f9c1d4a0b7e3f)" + std::to_string(1000 + number) + R"("})";
}

SampleChange melted_token(int number) {
  return {object_id(number),
          false,
          {{"status", R"("unspent")", R"("spent")"},
           {"spent_at", std::nullopt, R"({"$date":{"$numberLong":"1737945600000"}})"}}};
}

}  // namespace

Plan sample_plan() {
  Plan plan;
  plan.migration_id = "004_fix_melted_token_status";
  plan.migration_checksum = std::string(64, 'c');
  plan.description = "Mark melted wallet tokens as spent";
  plan.target = "sqlite:wallet.db";
  plan.collection = "cashu_tokens";
  plan.created_ms = start_ms;
  plan.inputs.run_time_ms = start_ms;
  plan.items_total = 5'000;
  plan.items_selected = 1'970;
  plan.items_rejected = 2;
  plan.selection = {1, 2};
  plan.impact.items = 1'970;
  plan.impact.owners = 1'812;
  plan.impact.amount = 12'345'678;
  plan.impact.items_without_amount = 3;
  plan.impact.top_owners = {
      {"npub15cr69rzrr7vc4hnvjy5pwv93d8s34n00g6hm309c8dw3mmrapr3zz7ua2k", 12, 98'304},
      {"npub1usujnzvfmmtmuv7x98jcw2y4pthtq5crc3ldm65r6rc3x5ewkqewffwwm4", 7, -4'096},
      {"<script>alert('owner')</script>\x1b[31m", 1, 8}};
  plan.risk.level = RiskLevel::medium;
  plan.risk.factors = {"1,970 tokens change", "1,812 users are concerned"};
  plan.risk.mitigation = {"preview first", "keep the backup until the users confirm"};
  plan.samples = {melted_token(1), melted_token(2)};
  plan.samples.push_back({R"("key \"with\" <b>markup</b> & 日本")", true, {}});
  plan.rejected_samples = {{object_id(77), "status is a list, not a text"}};
  plan.scan_ms = 12;
  plan.estimated_apply_ms = 1'800;
  plan.checks = {{"database connection is ready", true, "SQLite 3.40.1", false},
                 {"token keys are ObjectIds", false, "3 are texts", true}};
  plan.owner_noun = "user";
  plan.amount_noun = "sats";
  plan.item_noun = "token";
  return plan;
}

RunReport sample_report() {
  RunReport report;
  report.action = "up";
  report.duration_ms = 2'350;
  report.plan = sample_plan();
  RunRecord& run = report.run;
  run.run_id = "004_fix_melted_token_status-20250127-024000-7f3a";
  run.migration_id = report.plan.migration_id;
  run.migration_checksum = report.plan.migration_checksum;
  run.status = RunStatus::completed;
  run.plan_digest = std::string(64, 'd');
  run.run_time_ms = start_ms;
  run.started_ms = start_ms;
  run.finished_ms = start_ms + 2'350;
  run.segments = 2;
  run.started_by = "ada@ops-1";
  run.counters = {5'000, 1'968, 4, 1, 2, 3};
  run.backups = {"migration-backup-20250127-024000-cashu_tokens.wbk"};
  report.phases = {{"plan", start_ms, 120, 5'000},
                   {"backup", start_ms + 120, 380, 5'000},
                   {"apply", start_ms + 500, 1'250, 1'970},
                   {"verify", start_ms + 1'750, 600, 1'970}};
  report.timeline = {{start_ms, "run started by ada@ops-1"},
                     {start_ms + 120, "backing up cashu_tokens"},
                     {start_ms + 500, "applying in 2 segments"},
                     {start_ms + 2'350, "run completed"}};
  report.checks = {{"every write is what the transformation gives", true, "1,968 of 1,968", false},
                   {"no melted token is unspent", true, "", false},
                   {"balances are not negative", false, "2 users hold less than nothing", true}};
  report.backups = {
      {BackupTaken::Kind::archive, run.backups.front(), "cashu_tokens", 5'000, 1'234'567}};
  report.quarantined_total = 2;
  report.quarantined = {
      {"cashu_tokens", object_id(77), "status is a list, not a text", start_ms},
      {"cashu_tokens", object_id(78), "changed 5 times while it was tried", start_ms + 900}};
  report.peak_memory_bytes = 31u << 20;
  return report;
}

RunReport bare_report() {
  RunReport report;
  report.action = "up";
  report.run.run_id = "r";
  report.run.migration_id = "m";
  report.run.started_ms = start_ms;
  report.plan.migration_id = "m";
  report.plan.item_noun = "item";
  report.plan.owner_noun = "owner";
  report.plan.amount_noun = "amount";
  return report;
}

}  // namespace whimbrel::engine::testing
