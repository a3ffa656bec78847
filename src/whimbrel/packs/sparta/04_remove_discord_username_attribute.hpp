#pragma once

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Migration 04. Discord's user names change, so the bot goes by discordId alone.
//
// Selects   operators that have a discordUsername
// Unsets    discordUsername
// Leaves    everything else byte for byte. Operators without a validator, and validators whose
//           operator is missing, are listed in the plan and never deleted.
//
// To be run when nothing looks operators up by DiscordUsernameIndex any more; while the index is
// there, the plan warns.
class RemoveDiscordUsernameAttribute final : public engine::Migration {
 public:
  explicit RemoveDiscordUsernameAttribute(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // totalOperators, totalValidators, operatorsWithoutValidators[{discordId, address}],
  // validatorsWithoutOperator[{validatorAddress, nodeOperatorId}], operatorsWithDiscordUsername.
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;
  base::Result<std::vector<engine::CheckResult>> check_before(stores::Store& store) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
};

}  // namespace whimbrel::packs::sparta
