#pragma once

#include <span>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/item_write.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores {

// Holds a write() call against what the store takes: unsupported when there are too many items or
// bytes, invalid_data when one item is too large. Call it before the first effect.
base::Status check_write_limits(std::span<const ItemWrite> writes, const Capabilities& limits);

}  // namespace whimbrel::stores
