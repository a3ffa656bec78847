#pragma once

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Migration 05. What each validator did, slot by slot, as an Aztec node remembers it.
//
// Makes     {validatorAddress, slot, status, timestamp} for each entry of the node's statistics,
//           where the table has none of that validator and slot; in order of the key, so that a run
//           goes on in the middle of a validator
// Leaves    what is there already.
//
// timestamp is the slot's own time, where the node's answer tells when slots are, else the run's.
// The answer is taken once, when the plan is made, and pinned. TEST_MODE takes two validators.
class PopulateValidatorHistory final : public engine::Migration {
 public:
  explicit PopulateValidatorHistory(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override;
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;
  base::Result<std::unique_ptr<engine::ItemGenerator>> generate(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // totalValidators, validatorsWithoutHistory, totalEntries, repeatedEntries, lastProcessedSlot,
  // timestampsFrom ("slots" or "run").
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
};

}  // namespace whimbrel::packs::sparta
