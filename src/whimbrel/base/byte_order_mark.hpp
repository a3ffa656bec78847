#pragma once

#include <string_view>

namespace whimbrel::base {

// What some programs write before UTF-8 text; it is no part of the text.
inline constexpr std::string_view utf8_byte_order_mark = "\xef\xbb\xbf";

}  // namespace whimbrel::base
