#pragma once

#include <string>

#include "whimbrel/packs/sparta/item_maker.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// Makes what an operator, kept by discordId, becomes in the table that keeps them by address: the
// same item with this address. One a thread.
class OperatorCopier {
 public:
  // `codec` outlives it.
  OperatorCopier(const model::ItemCodec& codec, const SpartaSettings& settings);

  base::Result<MadeItem> copy(const model::ItemView& operator_item, const std::string& address);

 private:
  ItemMaker maker_;
};

}  // namespace whimbrel::packs::sparta
