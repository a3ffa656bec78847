#include "whimbrel/packs/sparta/catalogue.hpp"

#include "whimbrel/packs/sparta/00_update_node_operators.hpp"
#include "whimbrel/packs/sparta/01_migrate_validators.hpp"
#include "whimbrel/packs/sparta/02_populate_validators.hpp"
#include "whimbrel/packs/sparta/03_add_wasslashed_field.hpp"
#include "whimbrel/packs/sparta/04_remove_discord_username_attribute.hpp"
#include "whimbrel/packs/sparta/05_populate_validator_history.hpp"
#include "whimbrel/packs/sparta/06_add_wallet_to_operators.hpp"
#include "whimbrel/packs/sparta/06_delete_old_operators.hpp"
#include "whimbrel/packs/sparta/07_populate_operators_validators_field.hpp"
#include "whimbrel/packs/sparta/08_simplify_validators_field.hpp"
#include "whimbrel/packs/sparta/test_migration.hpp"

namespace whimbrel::packs::sparta {

std::vector<std::unique_ptr<engine::Migration>> sparta_migrations(const SharedSettings& settings) {
  std::vector<std::unique_ptr<engine::Migration>> migrations;
  migrations.push_back(std::make_unique<TestMigration>(settings));
  migrations.push_back(std::make_unique<UpdateNodeOperators>(settings));
  migrations.push_back(std::make_unique<MigrateValidators>(settings));
  migrations.push_back(std::make_unique<PopulateValidators>(settings));
  migrations.push_back(std::make_unique<AddWasslashedField>(settings));
  migrations.push_back(std::make_unique<RemoveDiscordUsernameAttribute>(settings));
  migrations.push_back(std::make_unique<PopulateValidatorHistory>(settings));
  migrations.push_back(std::make_unique<AddWalletToOperators>(settings));
  migrations.push_back(std::make_unique<DeleteOldOperators>(settings));
  migrations.push_back(std::make_unique<PopulateOperatorsValidatorsField>(settings));
  migrations.push_back(std::make_unique<SimplifyValidatorsField>(settings));
  return migrations;
}

bool runs_by_name_only(const engine::Migration& migration) {
  return dynamic_cast<const TestMigration*>(&migration) != nullptr ||
         dynamic_cast<const DeleteOldOperators*>(&migration) != nullptr;
}

}  // namespace whimbrel::packs::sparta
