#include "whimbrel/model/filter/number_order.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "whimbrel/model/filter/value_order.hpp"

namespace whimbrel::model {
namespace {

std::optional<std::int64_t> as_int64(const Value& number) noexcept {
  if (const auto* small = number.get_if<std::int32_t>()) return *small;
  if (const auto* large = number.get_if<std::int64_t>()) return *large;
  return std::nullopt;
}

Decimal as_decimal(const Value& number) {
  if (const auto integer = as_int64(number)) return Decimal::from_integer(*integer);
  if (const auto* binary = number.get_if<double>()) return exact_decimal(*binary);
  if (const auto* large = number.get_if<Uint256>())
    return Decimal::parse(large->decimal()).value_or(Decimal());
  return *number.get_if<Decimal>();
}

// Neither is NaN.
template <typename Ordering>
std::strong_ordering as_strong(Ordering order) noexcept {
  if (order < 0) return std::strong_ordering::less;
  if (order > 0) return std::strong_ordering::greater;
  return std::strong_ordering::equal;
}

}  // namespace

bool is_number(const Value& value) noexcept { return type_rank(value) == number_rank; }

std::strong_ordering compare_exactly(std::int64_t a, double b) noexcept {
  constexpr double limit = 9223372036854775808.0;  // 2^63
  if (b >= limit) return std::strong_ordering::less;
  if (b < -limit) return std::strong_ordering::greater;
  const double whole = std::trunc(b);
  const auto integer = static_cast<std::int64_t>(whole);
  if (a != integer) return a <=> integer;
  return as_strong(whole <=> b);
}

Decimal exact_decimal(double number) {
  if (std::isnan(number)) return Decimal::nan();
  if (std::isinf(number)) return Decimal::infinity(number < 0);
  // The longest double has 767 digits.
  constexpr int digits_behind_point = 766;
  std::array<char, digits_behind_point + 16> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number,
                                          std::chars_format::scientific, digits_behind_point);
  const std::string_view written(text.data(), static_cast<std::size_t>(end - text.data()));
  return error == std::errc() ? Decimal::parse(written).value_or(Decimal()) : Decimal();
}

std::strong_ordering compare_number_values(const Value& a, const Value& b) {
  if (is_nan(a) || is_nan(b)) return is_nan(b) <=> is_nan(a);
  const auto a_integer = as_int64(a);
  const auto b_integer = as_int64(b);
  if (a_integer && b_integer) return *a_integer <=> *b_integer;
  const auto* a_double = a.get_if<double>();
  const auto* b_double = b.get_if<double>();
  if (a_double != nullptr && b_double != nullptr) return as_strong(*a_double <=> *b_double);
  if (a_integer && b_double != nullptr) return compare_exactly(*a_integer, *b_double);
  if (b_integer && a_double != nullptr) return 0 <=> compare_exactly(*b_integer, *a_double);
  return as_strong(compare_numbers(as_decimal(a), as_decimal(b)));
}

}  // namespace whimbrel::model
