#pragma once

#include <memory>
#include <vector>

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Migration 01. Makes the validators table, keyed by validatorAddress, with NodeOperatorIndex on
// nodeOperatorId. What is there already stays as it is. Migration 02 fills it.
//
// Taken back, it drops what it made itself, and the table only while it is empty.
class MigrateValidators final : public engine::Migration {
 public:
  explicit MigrateValidators(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  std::span<const std::unique_ptr<engine::Action>> actions_before() const override {
    return actions_;
  }
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;
  // validatorsTable, tableIsThere, indexIsThere.
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
  std::vector<std::unique_ptr<engine::Action>> actions_;
};

}  // namespace whimbrel::packs::sparta
