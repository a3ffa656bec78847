#include "whimbrel/packs/sparta/table_names.hpp"

namespace whimbrel::packs::sparta {

std::vector<TableName> table_names(const SpartaSettings& settings) {
  return {{"NODE_OPERATORS_TABLE_NAME", settings.node_operators_table},
          {"NEW_NODE_OPERATORS_TABLE_NAME", settings.operators_by_address_table},
          {"VALIDATORS_TABLE_NAME", settings.validators_table},
          {"VALIDATOR_HISTORY_TABLE_NAME", settings.validator_history_table},
          {"NETWORK_STATS_TABLE_NAME", settings.network_stats_table},
          {"SLASHING_HISTORY_TABLE_NAME", settings.slashing_history_table}};
}

}  // namespace whimbrel::packs::sparta
