#include "whimbrel/packs/wallet/migration_state.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace whimbrel::packs::wallet {
namespace {

using engine::RunStatus;

constexpr std::string_view id = "004_fix_melted_token_status";

engine::RunRecord run_with(RunStatus status) {
  engine::RunRecord run;
  run.run_id = "004_fix_melted_token_status-20250127-024000-7f3a";
  run.status = status;
  run.started_ms = 1'737'945'600'000;
  run.finished_ms = 1'737'945'602'500;
  run.counters.changed = 150;
  run.backups = {"migration-backup-20250127-024000-cashu_tokens"};
  return run;
}

TEST(MigrationState, is_pending_before_the_first_run) {
  const auto state = migration_state_json(id, std::nullopt);
  EXPECT_EQ(state["migration_name"], id);
  EXPECT_EQ(state["version"], "004");
  EXPECT_EQ(state["status"], "pending");
  EXPECT_TRUE(state["started_at"].is_null());
  EXPECT_TRUE(state["affected_tokens"].is_null());
  EXPECT_EQ(state.size(), 11u);
}

TEST(MigrationState, tells_a_completed_run) {
  EXPECT_EQ(migration_state_json(id, run_with(RunStatus::completed)).dump(),
            R"({"migration_name":"004_fix_melted_token_status","version":"004",)"
            R"("status":"completed","started_at":"2025-01-27T02:40:00.000Z",)"
            R"("completed_at":"2025-01-27T02:40:02.500Z","affected_tokens":150,)"
            R"("backup_data":{"run_id":"004_fix_melted_token_status-20250127-024000-7f3a",)"
            R"("archives":["migration-backup-20250127-024000-cashu_tokens"]},)"
            R"("error_message":null,"execution_time_ms":2500,)"
            R"("createdAt":"2025-01-27T02:40:00.000Z","updatedAt":"2025-01-27T02:40:02.500Z"})");
}

TEST(MigrationState, keeps_the_error_of_a_failed_run_and_completes_nothing) {
  auto run = run_with(RunStatus::failed);
  run.error = "disk is full";
  const auto state = migration_state_json(id, run);
  EXPECT_EQ(state["status"], "failed");
  EXPECT_EQ(state["error_message"], "disk is full");
  EXPECT_TRUE(state["completed_at"].is_null());
}

TEST(MigrationState, knows_only_the_states_of_the_service) {
  for (const RunStatus status :
       {RunStatus::running, RunStatus::paused, RunStatus::verifying, RunStatus::rolling_back})
    EXPECT_EQ(migration_state_name(run_with(status)), "running");
  EXPECT_EQ(migration_state_name(run_with(RunStatus::rolled_back)), "rolled_back");
}

}  // namespace
}  // namespace whimbrel::packs::wallet
