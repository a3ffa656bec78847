#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/engine/ledger/run_record.hpp"
#include "whimbrel/packs/wallet/token_counts.hpp"

namespace whimbrel::packs::wallet {

struct Recommendation {
  std::string type;      // "action", "warning", "info"
  std::string priority;  // "high", "medium", "low"
  std::string message;   // "150 melted tokens need migration"
};

// What to do about these counts: an action when tokens need the migration, a warning when the
// health score is below 0.8, and otherwise that there is nothing to do. Never empty.
std::vector<Recommendation> recommendations(const TokenCounts& counts);

// Bytes as the store tells them.
struct DatabaseSize {
  std::uint64_t data_bytes = 0;
  std::uint64_t index_bytes = 0;
};

// Where the wallet stands. What was not measured is absent, and absent from the JSON too.
struct WalletStatus {
  base::UnixMillis at_ms = 0;
  TokenCounts counts;
  std::optional<engine::RunRecord> latest_run;  // of migration 004
  std::optional<std::uint64_t> users;
  std::optional<DatabaseSize> database_size;
};

// {timestamp, migration{isCompleted, migrationNeeded, problematicTokens, totalMeltedTokens},
// health{totalTokens, totalMeltedTokens, problematicTokens, totalUsers?, databaseSize?,
// healthScore}, recommendations[{type, priority, message}]}: the `data` of GET
// /admin/migration/status.
nlohmann::ordered_json to_json(const WalletStatus& status);

}  // namespace whimbrel::packs::wallet
