#include "whimbrel/packs/sparta/inputs/address.hpp"

#include "whimbrel/model/hex.hpp"

namespace whimbrel::packs::sparta {

std::optional<std::string> normal_address(std::string_view text) {
  constexpr std::size_t address_bytes = 42;
  if (text.size() != address_bytes || text[0] != '0' || (text[1] != 'x' && text[1] != 'X'))
    return std::nullopt;
  std::string normal = "0x";
  for (const char digit : text.substr(2)) {
    const int value = model::hex_digit_value(digit);
    if (value < 0) return std::nullopt;
    normal += "0123456789abcdef"[value];
  }
  return normal;
}

std::string comparable(std::string_view text) {
  return normal_address(text).value_or(std::string(text));
}

}  // namespace whimbrel::packs::sparta
