#include "whimbrel/recipes/change/numbers.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "whimbrel/model/double_text.hpp"

namespace whimbrel::recipes {

namespace {

// The double itself, digit by digit, where that is an int64. -0.0 has a sign that it would lose.
std::optional<std::int64_t> whole_in(double number) {
  constexpr double int64_end = 9223372036854775808.0;
  if (number == 0.0 || std::trunc(number) != number) return std::nullopt;
  if (number < -int64_end || number >= int64_end) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

}  // namespace

std::optional<model::Decimal> decimal_of(const model::Value& value) {
  if (const auto* small = value.get_if<std::int32_t>()) return model::Decimal::from_integer(*small);
  if (const auto* large = value.get_if<std::int64_t>()) return model::Decimal::from_integer(*large);
  if (const auto* decimal = value.get_if<model::Decimal>())
    return decimal->is_finite() ? std::optional(*decimal) : std::nullopt;
  std::string text;
  if (const auto* number = value.get_if<double>()) {
    if (!std::isfinite(*number)) return std::nullopt;
    if (const auto whole = whole_in(*number)) return model::Decimal::from_integer(*whole);
    model::append_double(*number, text);
    const auto decimal = model::Decimal::parse(text);
    return decimal ? std::optional(decimal->without_trailing_zeros()) : std::nullopt;
  }
  if (const auto* huge = value.get_if<model::Uint256>()) {
    auto decimal = model::Decimal::parse(huge->decimal());
    return decimal ? std::optional(*std::move(decimal)) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::int64_t> whole_number_of(const model::Value& value) {
  if (const auto* small = value.get_if<std::int32_t>()) return *small;
  if (const auto* large = value.get_if<std::int64_t>()) return *large;
  const auto decimal = decimal_of(value);
  return decimal ? decimal->to_int64() : std::nullopt;
}

std::optional<double> double_of(const model::Decimal& number) {
  if (!number.is_finite()) return std::nullopt;
  const auto whole = number.to_int64();
  if (!whole || number.is_zero())
    return model::double_printed_as(number.without_trailing_zeros().text());
  const auto nearest = static_cast<double>(*whole);
  return whole_in(nearest) == whole ? std::optional(nearest) : std::nullopt;
}

model::Value smallest_integer(std::int64_t number) {
  if (number >= std::numeric_limits<std::int32_t>::min() &&
      number <= std::numeric_limits<std::int32_t>::max())
    return static_cast<std::int32_t>(number);
  return number;
}

bool are_same_number(const model::Value& answer, const model::Value& sent) {
  const auto number = decimal_of(answer);
  if (!number) return false;
  if (const auto* real = sent.get_if<double>()) return number->to_double() == *real;
  const auto before = decimal_of(sent);
  return before && model::compare_numbers(*number, *before) == 0;
}

std::optional<model::Value> number_like(const model::Value& number, const model::Value& like) {
  if (like.is<std::int32_t>() || like.is<std::int64_t>()) {
    const auto whole = whole_number_of(number);
    if (!whole) return std::nullopt;
    if (like.is<std::int64_t>()) return model::Value(*whole);
    model::Value smallest = smallest_integer(*whole);
    return smallest.is<std::int32_t>() ? std::optional(std::move(smallest)) : std::nullopt;
  }
  auto decimal = decimal_of(number);
  if (!decimal) return std::nullopt;
  if (like.is<model::Decimal>()) return model::Value(*std::move(decimal));
  if (!like.is<double>()) return std::nullopt;
  // Programs print doubles with as many digits as they see fit.
  const auto printed = model::double_printed_as(decimal->text());
  const auto nearest = printed ? printed : double_of(*decimal);
  return nearest ? std::optional(model::Value(*nearest)) : std::nullopt;
}

}  // namespace whimbrel::recipes
