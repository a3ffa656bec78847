#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "whimbrel/base/secret.hpp"
#include "whimbrel/packs/sparta/inputs/l1_client.hpp"

namespace whimbrel::packs::sparta {

// The value of an environment variable, or of its line in .env; nullopt when it is not set.
using VariableLookup = std::function<std::optional<std::string>(const std::string& name)>;

// Where Sparta's tables and services are. Defaults are those of a development machine. Immutable
// once read; migrations share one.
struct SpartaSettings {
  // Keyed by discordId; NODE_OPERATORS_TABLE_NAME.
  std::string node_operators_table = "sparta-node-operators-dev";
  // Keyed by address, from migration 06 on; NEW_NODE_OPERATORS_TABLE_NAME.
  std::string operators_by_address_table = "sparta-node-op-dev";
  std::string validators_table = "sparta-validators-dev";                // VALIDATORS_TABLE_NAME
  std::string validator_history_table = "sparta-validator-history-dev";  // VALIDATOR_HISTORY_…
  std::string network_stats_table = "sparta-network-stats-dev";          // NETWORK_STATS_…
  // Where migration 03 puts validators that were slashed; SLASHING_HISTORY_TABLE_NAME.
  std::string slashing_history_table = "sparta-slashing-history-dev";

  std::string api_url = "http://localhost:3000";  // API_URL, without a slash at its end
  base::Secret api_key;                           // BACKEND_API_KEY
  // Empty when not told: nobody else's node is a good guess.
  std::string aztec_rpc_url;                  // AZTEC_RPC_URL
  std::string ethereum_host;                  // ETHEREUM_HOST
  std::string staking_asset_handler_address;  // STAKING_ASSET_HANDLER_ADDRESS
  // What the rollup's functions and its event are called by: L1_SELECTOR_GET_ROLLUP, …_GET_INFO,
  // L1_EVENT_SLASHED.
  L1Signatures l1_signatures;
  // Slashings before it are not looked for, a decimal number; L1_FIRST_BLOCK.
  std::string l1_first_block = "0";
  // The share of the validators that migration 03 may find slashed, "5%" or "0.05"; ALLOW_AFFECTED.
  std::string allow_affected = "5%";

  std::string discord_api_url = "https://discord.com/api/v10";  // DISCORD_API_URL
  base::Secret bot_token;                                       // BOT_TOKEN
  std::string guild_id;                                         // GUILD_ID
};

using SharedSettings = std::shared_ptr<const SpartaSettings>;

// A variable that is not set, or empty, leaves the default.
SharedSettings read_sparta_settings(const VariableLookup& lookup);

}  // namespace whimbrel::packs::sparta
