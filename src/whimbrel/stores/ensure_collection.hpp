#pragma once

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores {

// Makes the collection, or takes the one that is there: for whoever knows its key fields and not
// what types it was made with. refused when it is there with other key fields.
base::Status ensure_collection(Store& store, const CollectionSpec& spec);

}  // namespace whimbrel::stores
