#include "whimbrel/cli/pack_tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace whimbrel::cli {
namespace {

base::Result<PackTables> tables_of_pack(const packs::PackCollections& pack, stores::Store& store) {
  PackTables tables;
  for (const std::string& name : pack.names) {
    const auto found = store.collection(name);
    if (!found && found.error().kind() != base::ErrorKind::not_found)
      return tl::unexpected(found.error());
    (found ? tables.there : tables.absent).push_back(name);
  }
  return tables;
}

}  // namespace

base::Result<PackTables> find_pack_tables(const packs::Catalogue& catalogue, stores::Store& store) {
  PackTables all;
  std::vector<std::string> looked_for;
  for (const packs::PackCollections& pack : catalogue.collections()) {
    WHIMBREL_ASSIGN(const PackTables tables, tables_of_pack(pack, store));
    looked_for.insert(looked_for.end(), pack.names.begin(), pack.names.end());
    if (tables.there.empty()) continue;
    all.there.insert(all.there.end(), tables.there.begin(), tables.there.end());
    all.absent.insert(all.absent.end(), tables.absent.begin(), tables.absent.end());
  }
  if (!all.there.empty()) return all;
  return base::fail(base::ErrorKind::not_found,
                    fmt::format("{} has none of the tables that the packs know ({})",
                                store.description(), fmt::join(looked_for, ", ")),
                    "name them with --collection, or set the variables that name them, such as "
                    "NODE_OPERATORS_TABLE_NAME");
}

}  // namespace whimbrel::cli
