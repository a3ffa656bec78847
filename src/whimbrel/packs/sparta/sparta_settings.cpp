#include "whimbrel/packs/sparta/sparta_settings.hpp"

#include <utility>

namespace whimbrel::packs::sparta {
namespace {

void read_text(const VariableLookup& lookup, const char* name, std::string& text) {
  if (auto told = lookup(name); told && !told->empty()) text = *std::move(told);
}

// Paths are put behind it.
void read_url(const VariableLookup& lookup, const char* name, std::string& url) {
  read_text(lookup, name, url);
  while (url.ends_with('/')) url.pop_back();
}

base::Secret read_secret(const VariableLookup& lookup, const char* name) {
  auto told = lookup(name);
  return told ? base::Secret::take(std::move(*told)) : base::Secret();
}

void read_signatures(const VariableLookup& lookup, L1Signatures& signatures) {
  read_text(lookup, "L1_SELECTOR_GET_ROLLUP", signatures.get_rollup);
  read_text(lookup, "L1_SELECTOR_GET_ATTESTERS", signatures.get_attesters);
  read_text(lookup, "L1_SELECTOR_GET_ACTIVE_ATTESTER_COUNT", signatures.get_active_attester_count);
  read_text(lookup, "L1_SELECTOR_GET_ATTESTER_AT_INDEX", signatures.get_attester_at_index);
  read_text(lookup, "L1_SELECTOR_GET_INFO", signatures.get_info);
  read_text(lookup, "L1_EVENT_SLASHED", signatures.slashed_event);
}

}  // namespace

SharedSettings read_sparta_settings(const VariableLookup& lookup) {
  auto settings = std::make_shared<SpartaSettings>();
  read_text(lookup, "NODE_OPERATORS_TABLE_NAME", settings->node_operators_table);
  read_text(lookup, "NEW_NODE_OPERATORS_TABLE_NAME", settings->operators_by_address_table);
  read_text(lookup, "VALIDATORS_TABLE_NAME", settings->validators_table);
  read_text(lookup, "VALIDATOR_HISTORY_TABLE_NAME", settings->validator_history_table);
  read_text(lookup, "NETWORK_STATS_TABLE_NAME", settings->network_stats_table);
  read_text(lookup, "SLASHING_HISTORY_TABLE_NAME", settings->slashing_history_table);
  read_url(lookup, "API_URL", settings->api_url);
  settings->api_key = read_secret(lookup, "BACKEND_API_KEY");
  read_url(lookup, "AZTEC_RPC_URL", settings->aztec_rpc_url);
  read_url(lookup, "ETHEREUM_HOST", settings->ethereum_host);
  read_text(lookup, "STAKING_ASSET_HANDLER_ADDRESS", settings->staking_asset_handler_address);
  read_signatures(lookup, settings->l1_signatures);
  read_text(lookup, "L1_FIRST_BLOCK", settings->l1_first_block);
  read_text(lookup, "ALLOW_AFFECTED", settings->allow_affected);
  read_url(lookup, "DISCORD_API_URL", settings->discord_api_url);
  settings->bot_token = read_secret(lookup, "BOT_TOKEN");
  read_text(lookup, "GUILD_ID", settings->guild_id);
  return settings;
}

}  // namespace whimbrel::packs::sparta
