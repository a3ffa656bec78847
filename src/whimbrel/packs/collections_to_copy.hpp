#pragma once

#include <string>
#include <vector>

#include "whimbrel/packs/catalogue.hpp"

namespace whimbrel::packs {

// A collection that a development machine is filled with from another place.
struct CollectionToCopy {
  std::string name;       // here
  std::string elsewhere;  // there; empty: nobody told
  std::string variable;   // that tells it: "PROD_VALIDATORS_TABLE_NAME"
};

// Those of all packs whose data can be copied, with what `variables` say of their names: here as in
// every run, elsewhere under PROD_ and the same variable.
std::vector<CollectionToCopy> collections_to_copy(const VariableLookup& variables);

}  // namespace whimbrel::packs
