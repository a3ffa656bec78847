#pragma once

#include <cstdint>
#include <optional>

#include "whimbrel/model/decimal.hpp"

namespace whimbrel::model {

// The 16 bytes of an IEEE 754-2008 decimal128 in BSON's binary integer encoding.
struct Decimal128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

// True when a Decimal128 holds `number` with the same digits and exponent.
bool fits_decimal128(const Decimal& number);

// The same number with digits and exponent that a Decimal128 can hold, moving zeros between the two
// as needed; nullopt when that would take rounding.
std::optional<Decimal> as_decimal128_number(const Decimal& number);

// `number` must fit (see fits_decimal128).
Decimal128 to_decimal128(const Decimal& number);

// Sign and payload of a NaN are dropped, and an over-long coefficient counts as zero, as IEEE 754
// says.
Decimal from_decimal128(Decimal128 bits);

}  // namespace whimbrel::model
