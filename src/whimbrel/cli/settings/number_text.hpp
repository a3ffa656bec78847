#pragma once

#include <cstdint>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::cli {

// Digits only. usage, saying what it may be, for anything else.
base::Result<std::uint64_t> parse_whole_number(std::string_view text, std::uint64_t min,
                                               std::uint64_t max);

}  // namespace whimbrel::cli
