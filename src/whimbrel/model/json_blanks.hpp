#pragma once

#include <string_view>

namespace whimbrel::model {

// What JSON allows between its tokens.
inline constexpr std::string_view json_blanks = " \t\r\n";

inline std::string_view without_leading_blanks(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(json_blanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

inline std::string_view without_trailing_blanks(std::string_view text) noexcept {
  return text.substr(0, text.find_last_not_of(json_blanks) + 1);
}

}  // namespace whimbrel::model
