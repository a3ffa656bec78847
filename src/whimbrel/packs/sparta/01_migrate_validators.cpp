#include "whimbrel/packs/sparta/01_migrate_validators.hpp"

#include <utility>

#include "whimbrel/engine/actions/collection_state.hpp"
#include "whimbrel/engine/actions/create_collection.hpp"
#include "whimbrel/engine/actions/create_index.hpp"
#include "whimbrel/packs/sparta/definition_on.hpp"
#include "whimbrel/packs/sparta/no_change.hpp"
#include "whimbrel/packs/sparta/tables.hpp"

namespace whimbrel::packs::sparta {

using model::Value;

MigrateValidators::MigrateValidators(SharedSettings settings) : settings_(std::move(settings)) {
  info_.id = "01_migrate_validators";
  info_.description = "Make the validators table and its index on operators";
  info_.definition = definition_on("make the table by validatorAddress, with NodeOperatorIndex",
                                   settings_->validators_table);
  Table table = validators(*settings_);
  for (stores::IndexSpec& index : table.indexes)
    actions_.push_back(std::make_unique<engine::CreateIndex>(table.spec.name, std::move(index)));
  actions_.insert(actions_.begin(),
                  std::make_unique<engine::CreateCollection>(std::move(table.spec)));
}

base::Result<std::unique_ptr<engine::Transformer>> MigrateValidators::prepare(
    const engine::PinnedInputs&, const model::ItemCodec&) const {
  return std::make_unique<NoChange>();
}

base::Result<Value> MigrateValidators::describe_plan(const engine::PinContext& context,
                                                     const engine::PinnedInputs&) const {
  const Table table = validators(*settings_);
  WHIMBREL_ASSIGN(const bool there, engine::has_collection(context.store, table.spec.name));
  bool indexed = there;
  for (const stores::IndexSpec& index : table.indexes) {
    if (!indexed) break;
    WHIMBREL_ASSIGN(const auto found,
                    engine::find_index(context.store, table.spec.name, index.name));
    indexed = found.has_value();
  }
  return Value(model::Object{{"validatorsTable", Value(table.spec.name)},
                             {"tableIsThere", Value(there)},
                             {"indexIsThere", Value(indexed)}});
}

}  // namespace whimbrel::packs::sparta
