#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::model {

// An unsigned integer of 256 bits, the native number of EVM contracts.
class Uint256 {
 public:
  using Bytes = std::array<std::uint8_t, 32>;

  Uint256() = default;
  explicit Uint256(std::uint64_t number);

  // From decimal digits; invalid_data when empty, anything else, or 2^256 or more.
  static base::Result<Uint256> from_decimal(std::string_view digits);
  // From 1 to 64 hexadecimal digits after "0x"; invalid_data otherwise.
  static base::Result<Uint256> from_hex(std::string_view text);
  // From the 32 bytes of an ABI word, most significant first.
  static Uint256 from_bytes(const Bytes& big_endian) noexcept;

  Bytes bytes() const noexcept { return bytes_; }
  // Decimal digits without leading zeros.
  std::string decimal() const;
  // "0x" and hexadecimal digits without leading zeros.
  std::string hex() const;
  // The number when it fits 64 bits.
  std::optional<std::uint64_t> to_uint64() const noexcept;

  friend auto operator<=>(const Uint256&, const Uint256&) = default;

 private:
  Bytes bytes_{};  // most significant first, so that the default order is the numeric one
};

}  // namespace whimbrel::model
