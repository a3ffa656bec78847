#pragma once

#include <vector>

#include "whimbrel/packs/sparta/sparta_settings.hpp"
#include "whimbrel/stores/store.hpp"

// How Sparta's tables are made. Names are those of the settings.
namespace whimbrel::packs::sparta {

struct Table {
  stores::CollectionSpec spec;
  std::vector<stores::IndexSpec> indexes;
};

// Key discordId; AddressIndex, and DiscordUsernameIndex, which serves until migration 04.
Table node_operators(const SpartaSettings& settings);
// Key address; DiscordIdIndex.
Table operators_by_address(const SpartaSettings& settings);
// Key validatorAddress; NodeOperatorIndex.
Table validators(const SpartaSettings& settings);
// Key validatorAddress and slot.
Table validator_history(const SpartaSettings& settings);
// Key epochNumber; TimestampIndex.
Table network_stats(const SpartaSettings& settings);
// Key validatorAddress; NodeOperatorIndex: whole validators, as they were.
Table slashing_history(const SpartaSettings& settings);

// What a backup of everything takes, in this order.
std::vector<std::string> backup_order(const SpartaSettings& settings);

}  // namespace whimbrel::packs::sparta
