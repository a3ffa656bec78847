#include <bson/bson.h>

#include <algorithm>
#include <string>

#include "whimbrel/model/decimal128_internal.hpp"

namespace whimbrel::model {
namespace {

constexpr std::int64_t digits_max = 34;
constexpr std::int64_t exponent_min = -6176;
constexpr std::int64_t exponent_max = 6111;

}  // namespace

bool fits_decimal128(const Decimal& number) {
  return !number.is_finite() ||
         (static_cast<std::int64_t>(number.digits().size()) <= digits_max &&
          number.exponent() >= exponent_min && number.exponent() <= exponent_max);
}

std::optional<Decimal> as_decimal128_number(const Decimal& number) {
  if (fits_decimal128(number)) return number;
  if (number.is_zero()) {
    const auto exponent = std::clamp<std::int64_t>(number.exponent(), exponent_min, exponent_max);
    return *Decimal::from_parts(number.is_negative(), "0", exponent);
  }
  std::string digits = number.digits();
  std::int64_t exponent = number.exponent();
  const auto too_long = [&] { return static_cast<std::int64_t>(digits.size()) > digits_max; };
  while (digits.back() == '0' && (too_long() || exponent < exponent_min)) {
    digits.pop_back();
    ++exponent;
  }
  if (exponent > exponent_max && exponent - exponent_max <= digits_max) {
    digits.append(static_cast<std::size_t>(exponent - exponent_max), '0');
    exponent = exponent_max;
  }
  auto moved = Decimal::from_parts(number.is_negative(), digits, exponent);
  return moved && fits_decimal128(*moved) ? std::optional(*std::move(moved)) : std::nullopt;
}

Decimal128 to_decimal128(const Decimal& number) {
  const std::string text = number.text();
  bson_decimal128_t bits{};
  bson_decimal128_from_string_w_len(text.data(), static_cast<int>(text.size()), &bits);
  return {bits.low, bits.high};
}

Decimal from_decimal128(Decimal128 bits) {
  bson_decimal128_t packed;
  packed.low = bits.low;
  packed.high = bits.high;
  char text[BSON_DECIMAL128_STRING];
  bson_decimal128_to_string(&packed, text);
  Decimal number = Decimal::parse(text).value_or(Decimal::nan());
  // 113 bits reach a little past 34 digits; libbson zeroes longer coefficients only.
  if (!fits_decimal128(number))
    return *Decimal::from_parts(number.is_negative(), "0", number.exponent());
  return number;
}

}  // namespace whimbrel::model
