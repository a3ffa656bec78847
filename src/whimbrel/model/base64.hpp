#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace whimbrel::model {

// Appends the standard alphabet with padding.
void append_base64(std::span<const std::uint8_t> bytes, std::string& out);

// Reads exactly what append_base64 writes; nullopt for blanks, missing padding, other alphabets and
// stray bits in the last group, so that text read and written again is the same text.
std::optional<std::vector<std::uint8_t>> read_base64(std::string_view text);

}  // namespace whimbrel::model
