#pragma once

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Migration 07, on the operators table that 06 filled.
//
// Selects   operators whose discordId is some validators' nodeOperatorId, and whose list
//           `validators` does not name exactly these, in whatever order
// Sets      validators = [{validatorAddress: …}, …], by address
// Leaves    operators without a validator as they are; an operator whose list is of plain
// addresses,
//           as 08 makes it, is rejected.
//
// The validators table is read once, when the plan is made, and pinned.
class PopulateOperatorsValidatorsField final : public engine::Migration {
 public:
  explicit PopulateOperatorsValidatorsField(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  std::span<const model::Path> guard_fields() const override { return {&guard_field_, 1}; }
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override;
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // totalOperators, totalValidators, operatorsWithoutValidators[{discordId, address}],
  // validatorsWithoutOperator[{validatorAddress, nodeOperatorId}].
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
  model::Path guard_field_;
};

}  // namespace whimbrel::packs::sparta
