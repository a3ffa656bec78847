#pragma once

#include <string>
#include <vector>

#include "whimbrel/packs/catalogue.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::cli {

// The packs' collections that a store has, and those that it might have had.
struct PackTables {
  std::vector<std::string> there;
  std::vector<std::string> absent;
};

// In a store that others use too, such as an account's tables, "all" is what the packs know, in
// their order. A pack of which nothing is there is none of this store's business. not_found, with
// the names that were looked for, when nothing of any pack is there.
base::Result<PackTables> find_pack_tables(const packs::Catalogue& catalogue, stores::Store& store);

}  // namespace whimbrel::cli
