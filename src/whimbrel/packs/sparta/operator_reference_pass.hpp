#pragma once

#include "whimbrel/engine/pass.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// The pass of migration 08 over the validators.
//
// Selects   validators whose nodeOperatorId is an operator's discordId
// Sets      nodeOperatorId = that operator's address
// Leaves    those whose nodeOperatorId is no operator's discordId: it is an address already, or its
//           operator is missing, which the plan lists. Where several operators have the discordId,
//           the one whose address is the validator's own is meant; without one it is rejected.
class OperatorReferencePass final : public engine::Pass {
 public:
  explicit OperatorReferencePass(SharedSettings settings) : settings_(std::move(settings)) {}

  const std::string& collection() const override { return settings_->validators_table; }
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // Reads the operators once and pins who has which address.
  base::Status pin_operators(const engine::PinContext& context, engine::PinnedInputs& inputs) const;

 private:
  SharedSettings settings_;
};

}  // namespace whimbrel::packs::sparta
