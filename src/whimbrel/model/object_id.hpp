#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::model {

// The 12 bytes that MongoDB gives documents as `_id`. Ordered as bytes, which is by creation
// second.
struct ObjectId {
  std::array<std::uint8_t, 12> bytes{};

  // From 24 hexadecimal digits of either case; invalid_data otherwise.
  static base::Result<ObjectId> from_hex(std::string_view hex);

  // Appends 24 lower-case hexadecimal digits.
  void append_hex(std::string& out) const;
  std::string hex() const;

  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

}  // namespace whimbrel::model
