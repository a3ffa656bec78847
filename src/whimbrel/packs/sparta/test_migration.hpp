#pragma once

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Tries the way to the data out: whether Sparta's tables are there and can be read, and, as a run
// like any other, whether ledger, lease and report work. Changes no table and may be run at any
// time, however often. A table that is absent is a warning, one that cannot be read a failure.
class TestMigration final : public engine::Migration {
 public:
  explicit TestMigration(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // tables[{name, there, items, itemsAreExact, indexes[]}], apiUrl, apiKeyIsSet.
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;
  base::Result<std::vector<engine::CheckResult>> check_before(stores::Store& store) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
};

}  // namespace whimbrel::packs::sparta
