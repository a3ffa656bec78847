#include "whimbrel/packs/sparta/tables.hpp"

#include "whimbrel/packs/sparta/field_paths.hpp"

namespace whimbrel::packs::sparta {
namespace {

using stores::FieldType;

stores::IndexSpec index_on(std::string name, const model::Path& field,
                           FieldType type = FieldType::text) {
  return {std::move(name), {field}, false, {type}};
}

}  // namespace

Table node_operators(const SpartaSettings& settings) {
  const auto& paths = OperatorPaths::get();
  return {{settings.node_operators_table, {paths.discord_id}, {FieldType::text}},
          {index_on("AddressIndex", paths.address),
           index_on("DiscordUsernameIndex", paths.discord_username)}};
}

Table operators_by_address(const SpartaSettings& settings) {
  const auto& paths = OperatorPaths::get();
  return {{settings.operators_by_address_table, {paths.address}, {FieldType::text}},
          {index_on("DiscordIdIndex", paths.discord_id)}};
}

Table validators(const SpartaSettings& settings) {
  const auto& paths = ValidatorPaths::get();
  return {{settings.validators_table, {paths.validator_address}, {FieldType::text}},
          {index_on("NodeOperatorIndex", paths.node_operator_id)}};
}

Table validator_history(const SpartaSettings& settings) {
  const auto& paths = HistoryPaths::get();
  return {{settings.validator_history_table,
           {paths.validator_address, paths.slot},
           {FieldType::text, FieldType::number}},
          {}};
}

Table network_stats(const SpartaSettings& settings) {
  const auto& paths = NetworkStatsPaths::get();
  return {{settings.network_stats_table, {paths.epoch_number}, {FieldType::number}},
          {index_on("TimestampIndex", paths.timestamp, FieldType::number)}};
}

Table slashing_history(const SpartaSettings& settings) {
  const auto& paths = ValidatorPaths::get();
  return {{settings.slashing_history_table, {paths.validator_address}, {FieldType::text}},
          {index_on("NodeOperatorIndex", paths.node_operator_id)}};
}

std::vector<std::string> backup_order(const SpartaSettings& settings) {
  return {settings.node_operators_table, settings.network_stats_table,
          settings.validator_history_table, settings.validators_table};
}

}  // namespace whimbrel::packs::sparta
