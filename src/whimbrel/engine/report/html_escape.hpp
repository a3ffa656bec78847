#pragma once

#include <string>
#include <string_view>

namespace whimbrel::engine::html {

// Data as HTML text or attribute value: markup, quotes, control characters and broken UTF-8 lose
// their power.
std::string escaped(std::string_view text);

}  // namespace whimbrel::engine::html
