#include "whimbrel/packs/wallet/wallet_status.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace whimbrel::packs::wallet {
namespace {

TokenCounts counts_of(std::uint64_t tokens, std::uint64_t melted, std::uint64_t problematic) {
  TokenCounts counts;
  counts.tokens = tokens;
  counts.melted = melted;
  counts.problematic = problematic;
  return counts;
}

TEST(HealthScore, is_the_share_of_melted_tokens_that_are_right) {
  EXPECT_DOUBLE_EQ(health_score(counts_of(10'000, 500, 150)), 0.7);
  EXPECT_DOUBLE_EQ(health_score(counts_of(10'000, 500, 0)), 1.0);
  EXPECT_DOUBLE_EQ(health_score(counts_of(10'000, 500, 500)), 0.0);
  EXPECT_DOUBLE_EQ(health_score(counts_of(10'000, 0, 0)), 1.0) << "nothing is melted";
}

TEST(Recommendations, ask_for_the_migration_and_warn_below_a_score_of_four_fifths) {
  const auto advice = recommendations(counts_of(10'000, 500, 150));
  ASSERT_EQ(advice.size(), 2u);
  EXPECT_EQ(advice[0].type, "action");
  EXPECT_EQ(advice[0].priority, "high");
  EXPECT_EQ(advice[0].message, "150 melted tokens need migration");
  EXPECT_EQ(advice[1].type, "warning");
  EXPECT_EQ(advice[1].priority, "medium");
  EXPECT_NE(advice[1].message.find("0.70"), std::string::npos) << advice[1].message;
}

TEST(Recommendations, only_ask_for_the_migration_from_four_fifths_on) {
  const auto advice = recommendations(counts_of(10'000, 5, 1));
  ASSERT_EQ(advice.size(), 1u);
  EXPECT_EQ(advice[0].message, "1 melted token needs migration");
}

TEST(Recommendations, say_when_there_is_nothing_to_do) {
  const auto advice = recommendations(counts_of(10'000, 500, 0));
  ASSERT_EQ(advice.size(), 1u);
  EXPECT_EQ(advice[0].type, "info");
  EXPECT_EQ(advice[0].priority, "low");
}

TEST(WalletStatus, has_the_shape_that_the_seed_shows) {
  WalletStatus status;
  status.at_ms = 1'737'945'600'000;
  status.counts = counts_of(10'000, 500, 150);
  EXPECT_EQ(to_json(status).dump(),
            R"({"timestamp":"2025-01-27T02:40:00.000Z",)"
            R"("migration":{"isCompleted":false,"migrationNeeded":true,"problematicTokens":150,)"
            R"("totalMeltedTokens":500},)"
            R"("health":{"totalTokens":10000,"totalMeltedTokens":500,"problematicTokens":150,)"
            R"("healthScore":0.7},)"
            R"("recommendations":[{"type":"action","priority":"high",)"
            R"("message":"150 melted tokens need migration"},)"
            R"({"type":"warning","priority":"medium","message":)"
            R"("health score 0.70 is below 0.8: users see balances that are too high"}]})");
}

TEST(WalletStatus, tells_what_was_measured_besides) {
  WalletStatus status;
  status.users = 7;
  status.database_size = DatabaseSize{1000, 24};
  status.latest_run.emplace().status = engine::RunStatus::completed;
  const auto json = to_json(status);
  EXPECT_EQ(json["health"]["totalUsers"], 7);
  EXPECT_EQ(json["health"]["databaseSize"]["totalSize"], 1024);
  EXPECT_EQ(json["migration"]["isCompleted"], true);
}

}  // namespace
}  // namespace whimbrel::packs::wallet
