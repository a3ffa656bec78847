#pragma once

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/operator_reference_pass.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Migration 08, in two passes.
//
// Operators (by address): a list `validators` of {validatorAddress} becomes one of plain addresses,
// in the same order. A list of anything else is rejected.
// Validators: nodeOperatorId, an operator's discordId, becomes that operator's address; see
// OperatorReferencePass.
class SimplifyValidatorsField final : public engine::Migration {
 public:
  explicit SimplifyValidatorsField(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  std::vector<const engine::Pass*> passes() const override { return {this, &references_}; }
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override;
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // As migration 07.
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
  OperatorReferencePass references_;
};

}  // namespace whimbrel::packs::sparta
