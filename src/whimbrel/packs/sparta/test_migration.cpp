#include "whimbrel/packs/sparta/test_migration.hpp"

#include <utility>

#include "whimbrel/packs/sparta/no_change.hpp"
#include "whimbrel/packs/sparta/table_checks.hpp"
#include "whimbrel/packs/sparta/tables.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::List;
using model::Object;
using model::Value;

Value index_names(stores::Store& store, const std::string& table) {
  List names;
  if (const auto indexes = store.indexes(table))
    for (const stores::IndexSpec& index : *indexes) names.emplace_back(index.name);
  return names;
}

Value describe_table(stores::Store& store, const std::string& table) {
  Object told{{"name", Value(table)}};
  const auto info = store.collection(table);
  told.append("there", info.has_value());
  if (!info) return told;
  told.append("items", static_cast<std::int64_t>(info->items));
  told.append("itemsAreExact", info->items_exact);
  told.append("indexes", index_names(store, table));
  return told;
}

}  // namespace

TestMigration::TestMigration(SharedSettings settings) : settings_(std::move(settings)) {
  info_.id = "test-migration";
  info_.description = "Try the way to Sparta's tables out; changes nothing";
  info_.definition = "look at the tables; change nothing";
  info_.may_run_again = true;
}

base::Result<std::unique_ptr<engine::Transformer>> TestMigration::prepare(
    const engine::PinnedInputs&, const model::ItemCodec&) const {
  return std::make_unique<NoChange>();
}

base::Result<Value> TestMigration::describe_plan(const engine::PinContext& context,
                                                 const engine::PinnedInputs&) const {
  List tables;
  for (const std::string& table : backup_order(*settings_))
    tables.push_back(describe_table(context.store, table));
  return Value(Object{{"tables", Value(std::move(tables))},
                      {"apiUrl", Value(settings_->api_url)},
                      {"apiKeyIsSet", Value(!settings_->api_key.empty())}});
}

base::Result<std::vector<engine::CheckResult>> TestMigration::check_before(
    stores::Store& store) const {
  const std::pair<const std::string*, const char*> tables[] = {
      {&settings_->node_operators_table, "NODE_OPERATORS_TABLE_NAME"},
      {&settings_->validators_table, "VALIDATORS_TABLE_NAME"},
      {&settings_->validator_history_table, "VALIDATOR_HISTORY_TABLE_NAME"},
      {&settings_->network_stats_table, "NETWORK_STATS_TABLE_NAME"}};
  std::vector<engine::CheckResult> checks;
  for (const auto& [table, variable] : tables)
    checks.push_back(check_table(store, *table, variable, IfAbsent::warn));
  return checks;
}

}  // namespace whimbrel::packs::sparta
