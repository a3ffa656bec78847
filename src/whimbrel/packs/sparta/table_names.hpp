#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/packs/sparta/sparta_settings.hpp"

namespace whimbrel::packs::sparta {

// A table, and the environment's variable that may give it another name.
struct TableName {
  std::string_view variable;  // "VALIDATORS_TABLE_NAME"
  std::string name;
};

// All of the pack's tables.
std::vector<TableName> table_names(const SpartaSettings& settings);

}  // namespace whimbrel::packs::sparta
