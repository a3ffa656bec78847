#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::stores {

inline constexpr std::size_t collection_name_bytes_max = 255;

// Whether a collection may have this name: 1 to collection_name_bytes_max bytes of valid UTF-8
// without control characters, and not beginning with "whimbrel_" or "sqlite_" in any case, which
// belong to the stores themselves. usage, saying which rule is broken.
base::Status check_collection_name(std::string_view name);

// The same rules for an index.
base::Status check_index_name(std::string_view name);

}  // namespace whimbrel::stores
