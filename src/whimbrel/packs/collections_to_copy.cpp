#include "whimbrel/packs/collections_to_copy.hpp"

#include <fmt/format.h>

#include "whimbrel/packs/sparta/table_names.hpp"

namespace whimbrel::packs {

std::vector<CollectionToCopy> collections_to_copy(const VariableLookup& variables) {
  const auto settings = sparta::read_sparta_settings(variables);
  std::vector<CollectionToCopy> collections;
  for (sparta::TableName& table : sparta::table_names(*settings)) {
    CollectionToCopy& copy = collections.emplace_back();
    copy.name = std::move(table.name);
    copy.variable = fmt::format("PROD_{}", table.variable);
    copy.elsewhere = variables(copy.variable).value_or("");
  }
  return collections;
}

}  // namespace whimbrel::packs
