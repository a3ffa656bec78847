#include "whimbrel/packs/wallet/wallet_status.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace whimbrel::packs::wallet {
namespace {

using nlohmann::ordered_json;

constexpr double healthy_score_min = 0.8;

ordered_json migration_json(const WalletStatus& status) {
  const bool completed =
      status.latest_run && status.latest_run->status == engine::RunStatus::completed;
  return {{"isCompleted", completed},
          {"migrationNeeded", status.counts.problematic > 0},
          {"problematicTokens", status.counts.problematic},
          {"totalMeltedTokens", status.counts.melted}};
}

ordered_json health_json(const WalletStatus& status) {
  ordered_json health{{"totalTokens", status.counts.tokens},
                      {"totalMeltedTokens", status.counts.melted},
                      {"problematicTokens", status.counts.problematic}};
  if (status.users) health["totalUsers"] = *status.users;
  if (const auto& size = status.database_size) {
    health["databaseSize"] = {{"dataSize", size->data_bytes},
                              {"indexSize", size->index_bytes},
                              {"totalSize", size->data_bytes + size->index_bytes}};
  }
  health["healthScore"] = health_score(status.counts);
  return health;
}

}  // namespace

std::vector<Recommendation> recommendations(const TokenCounts& counts) {
  std::vector<Recommendation> advice;
  if (counts.problematic > 0) {
    advice.push_back({"action", "high",
                      fmt::format("{} melted token{} migration", counts.problematic,
                                  counts.problematic == 1 ? " needs" : "s need")});
  }
  const double score = health_score(counts);
  if (score < healthy_score_min) {
    advice.push_back({"warning", "medium",
                      fmt::format("health score {:.2f} is below {}: users see balances that are "
                                  "too high",
                                  score, healthy_score_min)});
  }
  if (advice.empty()) {
    advice.push_back({"info", "low", "nothing to do: no melted token is unspent"});
  }
  return advice;
}

ordered_json to_json(const WalletStatus& status) {
  ordered_json json{{"timestamp", base::format_rfc3339(status.at_ms)},
                    {"migration", migration_json(status)},
                    {"health", health_json(status)},
                    {"recommendations", ordered_json::array()}};
  for (const Recommendation& advice : recommendations(status.counts)) {
    json["recommendations"].push_back(
        {{"type", advice.type}, {"priority", advice.priority}, {"message", advice.message}});
  }
  return json;
}

}  // namespace whimbrel::packs::wallet
