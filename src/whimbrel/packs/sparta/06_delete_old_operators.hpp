#pragma once

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// The second step of migration 06, confirmed by itself.
//
// Selects   operators, kept by discordId, whose row in the table by address is there and equal but
//           for the address
// Removes   them, together with a look that the new row is still so: where it is not, the old one
//           stays
// Leaves    those whose new row is missing or was used since, which the plan lists with the reason.
//
// Which rows are equal is read when the plan is made, and pinned.
class DeleteOldOperators final : public engine::Migration {
 public:
  explicit DeleteOldOperators(SharedSettings settings);

  const engine::MigrationInfo& info() const override { return info_; }
  bool guards_whole_item() const override { return true; }
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override;
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // existingOperators, operatorsDeleted, kept[{discordId, reason}].
  base::Result<model::Value> describe_plan(const engine::PinContext& context,
                                           const engine::PinnedInputs& inputs) const override;

 private:
  SharedSettings settings_;
  engine::MigrationInfo info_;
};

}  // namespace whimbrel::packs::sparta
