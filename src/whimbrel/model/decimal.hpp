#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::model {

// An exact decimal number of any precision: sign, coefficient digits and a power of ten, as in the
// General Decimal Arithmetic specification and Decimal128; or an infinity, or not a number.
//
// Two equalities, for two needs. operator== is identity, what a codec must keep: 1.0 and 1.00
// differ, -0 and 0 differ, NaN equals NaN. compare_numbers() is arithmetic: 1.0 and 1.00 are the
// same number. A NaN has neither sign nor payload, so those of a Decimal128 are not kept.
// Immutable; share freely.
class Decimal {
 public:
  enum class Kind : std::uint8_t { finite, infinity, nan };

  // Powers of ten stay within ±exponent_limit.
  static constexpr std::int32_t exponent_limit = 999'999'999;

  // Zero.
  Decimal() = default;

  static Decimal from_integer(std::int64_t number);
  static Decimal infinity(bool negative);
  static Decimal nan();

  // ±digits × 10^exponent. Leading zeros of `digits` do not count. invalid_data when `digits` is
  // empty or holds anything but 0-9, or the exponent is out of range.
  static base::Result<Decimal> from_parts(bool negative, std::string_view digits,
                                          std::int64_t exponent);

  // Reads `-12.50`, `1E+3`, `.5`, `+7`, `Infinity`, `inf`, `NaN` (letters of either case) and keeps
  // every digit, trailing zeros too. invalid_data otherwise.
  static base::Result<Decimal> parse(std::string_view text);

  Kind kind() const noexcept { return kind_; }
  bool is_finite() const noexcept { return kind_ == Kind::finite; }
  bool is_negative() const noexcept { return negative_; }
  bool is_zero() const noexcept { return is_finite() && digits_ == "0"; }
  // The coefficient without leading zeros, at least one digit; "0" unless finite.
  const std::string& digits() const noexcept { return digits_; }
  // Power of ten of the last digit; 0 unless finite.
  std::int32_t exponent() const noexcept { return exponent_; }

  // Appends the canonical text, as Decimal128's: "12.50", "1E+3", "-0", "Infinity", "NaN".
  // parse() gives the same Decimal back.
  void append_text(std::string& out) const;
  std::string text() const;

  // The number when it is whole and fits; nullopt otherwise. Negative zero gives 0.
  std::optional<std::int64_t> to_int64() const;

  // The nearest double; infinite when too large, zero when too small.
  double to_double() const;

  // The same number without trailing zeros in the coefficient, zero with exponent 0; others as they
  // are.
  Decimal without_trailing_zeros() const;

  friend bool operator==(const Decimal&, const Decimal&) = default;

 private:
  Decimal(Kind kind, bool negative, std::string digits, std::int32_t exponent);

  Kind kind_ = Kind::finite;
  bool negative_ = false;
  std::int32_t exponent_ = 0;
  std::string digits_ = "0";
};

// Arithmetic order; unordered when either is NaN. Never expands an exponent, so it is quick for
// 1E+900000000 too.
std::partial_ordering compare_numbers(const Decimal& a, const Decimal& b);

}  // namespace whimbrel::model
