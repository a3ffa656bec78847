#pragma once

#include <string_view>

namespace whimbrel::model {

// Whether `text` is a number as JSON's grammar writes it, of any size: -0, 5, 5.0, 1e400.
bool is_json_number(std::string_view text) noexcept;

}  // namespace whimbrel::model
