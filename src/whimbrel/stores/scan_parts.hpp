#pragma once

#include <cstddef>
#include <vector>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores {

// For stores without ordered scans: the whole as up to `parts_max` parts, at least one.
std::vector<KeyRange> scan_parts(std::size_t parts_max);

}  // namespace whimbrel::stores
