#pragma once

#include <memory>
#include <vector>

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// The second pass of migration 03: operators of slashed validators are approved no more.
class DisapprovalPass final : public engine::Pass {
 public:
  explicit DisapprovalPass(SharedSettings settings) : settings_(std::move(settings)) {}

  const std::string& collection() const override { return settings_->node_operators_table; }
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

 private:
  SharedSettings settings_;
};

// Migration 03. Validators that were slashed are in the table and not in the chain's set.
//
// Selects   validators that slashing_survey.hpp finds to be slashed, and their operators
// Moves     each such validator, as it is, to the slashing history, under its address in lower
// case,
//           with wasSlashed = true, slashedAt = the run's time, slashingEvidence, and
//           recordedAddress where the table spelled the address otherwise
// Sets      the operators' isApproved = false, updatedAt = the run's time
// Leaves    everything else: a validator that withdrew, one whose address is none.
//
// Who was slashed is decided once, when the plan is made, and pinned: every pass, batch and resume
// goes by it. The slashing history is made where it is missing; is_validator_slashed() reads it.
class AddWasslashedField final : public engine::Migration {
 public:
  explicit AddWasslashedField(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  std::vector<const engine::Pass*> passes() const override { return {this, &disapproval_}; }
  bool guards_whole_item() const override { return true; }
  std::span<const std::unique_ptr<engine::Action>> actions_before() const override {
    return actions_;
  }
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override;
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // What survey_slashing() found.
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
  std::vector<std::unique_ptr<engine::Action>> actions_;
  DisapprovalPass disapproval_;
};

}  // namespace whimbrel::packs::sparta
