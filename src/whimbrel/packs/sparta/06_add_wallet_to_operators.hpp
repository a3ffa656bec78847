#pragma once

#include <memory>
#include <vector>

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Migration 06. Operators are kept by address from now on; a key cannot be changed in place, so
// they are copied to a new table.
//
// Selects   operators, kept by discordId, whose discordId is some validator's operatorId
// Makes     the same item in the table by address, with the address of the operator's validator
//           that attested last (lastAttestationSlot, as a number; the first in the API's order
//           wins ties)
// Leaves    the old table as it is: 06_delete_old_operators empties it once this is verified.
//           Operators without a validator are listed with the reason and stay where they are.
//
// Validators come from Sparta's API, once, when the plan is made. The new table and its index are
// made where they are missing.
class AddWalletToOperators final : public engine::Migration {
 public:
  explicit AddWalletToOperators(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  bool guards_whole_item() const override { return true; }
  std::span<const std::unique_ptr<engine::Action>> actions_before() const override {
    return actions_;
  }
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override;
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // totalValidators, validatorsWithOperators, uniqueOperators, existingOperators,
  // operatorsProcessed, operatorsMigrated, operatorsSkippedNoAddress, operatorsAlreadyMigrated,
  // migrated[{discordId, address, lastAttestationSlot}], skippedNoAddress[{discordId, reason}],
  // errors[{discordId, address, error}]: where the address is another operator's.
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
  std::vector<std::unique_ptr<engine::Action>> actions_;
};

}  // namespace whimbrel::packs::sparta
