#pragma once

#include <cstddef>
#include <cstdint>

namespace whimbrel::engine {

// Unsigned LEB128: seven bits a byte, low ones first, the top bit set on all bytes but the last.
inline constexpr std::size_t varint_bytes_max = 10;

// Writes at `out`, which must have varint_bytes_max bytes of room; gives the place behind.
inline char* put_varint(char* out, std::uint64_t value) noexcept {
  while (value >= 0x80) {
    *out++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *out++ = static_cast<char>(value);
  return out;
}

// Reads from [at, end); gives the place behind, or null when the bytes end too early or hold more
// than 64 bits.
inline const char* get_varint(const char* at, const char* end, std::uint64_t& value) noexcept {
  value = 0;
  for (unsigned shift = 0; at != end && shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    if (shift == 63 && byte > 1) return nullptr;
    value |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return at;
  }
  return nullptr;
}

}  // namespace whimbrel::engine
