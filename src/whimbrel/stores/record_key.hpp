#pragma once

#include <cstddef>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::stores {

inline constexpr std::size_t record_key_bytes_max = 512;

// Whether a record may have this key: 1 to record_key_bytes_max bytes of printable ASCII. internal,
// because whimbrel itself makes these keys.
base::Status check_record_key(std::string_view key);

}  // namespace whimbrel::stores
