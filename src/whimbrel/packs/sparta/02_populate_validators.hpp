#pragma once

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// The second pass of migration 02: the validators of the chain that the table lacks.
class MissingValidatorsPass final : public engine::Pass {
 public:
  explicit MissingValidatorsPass(SharedSettings settings) : settings_(std::move(settings)) {}

  const std::string& collection() const override { return settings_->validators_table; }
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;
  base::Result<std::unique_ptr<engine::ItemGenerator>> generate(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

 private:
  SharedSettings settings_;
};

// Migration 02. A validator is the operator's whose wallet address it has.
//
// Selects   validators whose address is one operator's, and whose nodeOperatorId is not that one's
// Sets      nodeOperatorId = the operator's discordId, updatedAt = the run's time
// Makes     {validatorAddress, nodeOperatorId where known, createdAt, updatedAt} for each validator
//           of the chain that the table has in no spelling, as the API spells it
// Leaves    validators that no operator, or more than one, has the address of: the latter are
//           listed as errors.
//
// Operators and the chain's validators come from Sparta's API, once, when the plan is made.
class PopulateValidators final : public engine::Migration {
 public:
  explicit PopulateValidators(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  std::vector<const engine::Pass*> passes() const override { return {this, &missing_}; }
  std::span<const model::Path> guard_fields() const override { return {&guard_field_, 1}; }
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override;
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // totalOperators, totalValidatorsOnChain, totalValidatorsInDB, validatorsMissing,
  // errors[{address, operators[]}].
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
  model::Path guard_field_;
  MissingValidatorsPass missing_;
};

}  // namespace whimbrel::packs::sparta
