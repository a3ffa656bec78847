#include "whimbrel/recipes/change/decimal_sum.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace whimbrel::recipes {
namespace {

constexpr std::int64_t digits_max = 6'500;  // more than a Decimal128 spans

// Coefficients of equal length, most significant digit first.
std::string sum_of(std::string_view a, std::string_view b) {
  std::string sum(a.size() + 1, '0');
  int carry = 0;
  for (std::size_t i = a.size(); i-- > 0;) {
    const int digit = (a[i] - '0') + (b[i] - '0') + carry;
    sum[i + 1] = static_cast<char>('0' + digit % 10);
    carry = digit / 10;
  }
  sum[0] = static_cast<char>('0' + carry);
  return sum;
}

// `a` is not less than `b`.
std::string difference_of(std::string_view a, std::string_view b) {
  std::string difference(a.size(), '0');
  int borrow = 0;
  for (std::size_t i = a.size(); i-- > 0;) {
    const int digit = (a[i] - '0') - (b[i] - '0') - borrow;
    borrow = digit < 0 ? 1 : 0;
    difference[i] = static_cast<char>('0' + digit + borrow * 10);
  }
  return difference;
}

}  // namespace

std::optional<model::Decimal> exact_sum(const model::Decimal& a, const model::Decimal& b) {
  if (!a.is_finite() || !b.is_finite()) return std::nullopt;
  const std::int64_t exponent = std::min(a.exponent(), b.exponent());
  const auto width = [&](const model::Decimal& number) {
    return static_cast<std::int64_t>(number.digits().size()) + number.exponent() - exponent;
  };
  const std::int64_t size = std::max(width(a), width(b));
  if (size > digits_max) return std::nullopt;
  const auto aligned = [&](const model::Decimal& number) {
    std::string digits(static_cast<std::size_t>(size - width(number)), '0');
    digits += number.digits();
    digits.resize(static_cast<std::size_t>(size), '0');
    return digits;
  };
  std::string left = aligned(a);
  std::string right = aligned(b);
  bool negative = a.is_negative();
  std::string digits;
  if (a.is_negative() == b.is_negative()) {
    digits = sum_of(left, right);
  } else {
    if (left < right) {
      std::swap(left, right);
      negative = !negative;
    }
    digits = difference_of(left, right);
    if (left == right) negative = false;
  }
  auto sum = model::Decimal::from_parts(negative, digits, exponent);
  return sum ? std::optional(*std::move(sum)) : std::nullopt;
}

}  // namespace whimbrel::recipes
