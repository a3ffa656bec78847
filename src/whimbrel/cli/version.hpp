#pragma once

#include <string_view>

namespace whimbrel::cli {

// "0.1.0".
std::string_view program_version();

}  // namespace whimbrel::cli
