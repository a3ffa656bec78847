#include "whimbrel/packs/sparta/catalogue.hpp"

#include "whimbrel/packs/sparta/test_migration.hpp"

namespace whimbrel::packs::sparta {

std::vector<std::unique_ptr<engine::Migration>> sparta_migrations(const SharedSettings& settings) {
  std::vector<std::unique_ptr<engine::Migration>> migrations;
  migrations.push_back(std::make_unique<TestMigration>(settings));
  return migrations;
}

}  // namespace whimbrel::packs::sparta
