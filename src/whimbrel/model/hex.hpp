#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace whimbrel::model {

// Appends two lower-case hexadecimal digits a byte.
void append_hex(std::span<const std::uint8_t> bytes, std::string& out);

// Reads two hexadecimal digits a byte, of either case, into all of `bytes`; false when `hex` is not
// exactly twice as long or holds another character.
bool read_hex(std::string_view hex, std::span<std::uint8_t> bytes) noexcept;

// The value of one hexadecimal digit, or -1.
int hex_digit_value(char digit) noexcept;

}  // namespace whimbrel::model
