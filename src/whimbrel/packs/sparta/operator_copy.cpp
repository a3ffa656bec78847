#include "whimbrel/packs/sparta/operator_copy.hpp"

#include "whimbrel/packs/sparta/field_paths.hpp"
#include "whimbrel/packs/sparta/tables.hpp"

namespace whimbrel::packs::sparta {

OperatorCopier::OperatorCopier(const model::ItemCodec& codec, const SpartaSettings& settings)
    : maker_(codec, operators_by_address(settings).spec.key_fields) {}

base::Result<MadeItem> OperatorCopier::copy(const model::ItemView& operator_item,
                                            const std::string& address) {
  const std::pair<model::Path, model::Value> field{OperatorPaths::get().address, address};
  return maker_.copy(operator_item, {&field, 1});
}

}  // namespace whimbrel::packs::sparta
