#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "whimbrel/engine/pinned_inputs.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/packs/sparta/row_list.hpp"

namespace whimbrel::packs::sparta {

// Which of Sparta's operators and validators have lost each other.
struct Orphans {
  std::uint64_t operators = 0;
  std::uint64_t validators = 0;
  RowList operators_without_validators;  // {discordId, address}
  RowList validators_without_operator;   // {validatorAddress, nodeOperatorId}

  // As fields of a report: totalOperators, totalValidators, operatorsWithoutValidators,
  // validatorsWithoutOperator.
  model::Object report() &&;
};

// Reads both tables: a validator is its nodeOperatorId's, which is an operator's discordId or its
// address. `look` sees every operator besides. Without a validators table every operator is without
// validators. Holds the ids of all operators in memory. Errors of read_table.
base::Result<Orphans> find_orphans(
    const engine::PinContext& context, const std::string& operators_table,
    const std::string& validators_table,
    const std::function<void(const model::ItemView& item)>& look = {});

}  // namespace whimbrel::packs::sparta
