#include "whimbrel/model/double_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace whimbrel::model {
namespace {

// Scientific text of any double at up to printed_digits_max digits.
constexpr std::size_t printed_digits_max = 1100;
constexpr std::size_t scientific_text_max = printed_digits_max + 16;

// d[.ddd]e±xx taken apart.
struct ScientificText {
  std::string_view first_digit;
  std::string_view fraction;
  int exponent = 0;
};

ScientificText take_apart(std::string_view text) {
  ScientificText parts;
  const std::size_t e = text.find('e');
  parts.first_digit = text.substr(0, 1);
  if (e > 2) parts.fraction = text.substr(2, e - 2);
  const std::size_t number = text[e + 1] == '+' ? e + 2 : e + 1;
  std::from_chars(text.data() + number, text.data() + text.size(), parts.exponent);
  return parts;
}

void append_layout(const ScientificText& parts, std::string& out) {
  constexpr int fixed_exponent_max = 21;
  constexpr int fixed_exponent_min = -6;
  const int point = parts.exponent + 1;  // digits before the decimal point
  const int fraction_digits = static_cast<int>(parts.fraction.size());
  if (point > fixed_exponent_max || point <= fixed_exponent_min) {
    out += parts.first_digit;
    if (fraction_digits > 0) out.append(1, '.').append(parts.fraction);
    out.append(parts.exponent < 0 ? "e" : "e+").append(std::to_string(parts.exponent));
  } else if (point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0');
    out.append(parts.first_digit).append(parts.fraction);
  } else if (fraction_digits < point) {
    out.append(parts.first_digit).append(parts.fraction);
    out.append(static_cast<std::size_t>(point - 1 - fraction_digits), '0').append(".0");
  } else {
    const auto whole = static_cast<std::size_t>(point - 1);
    out.append(parts.first_digit).append(parts.fraction.substr(0, whole));
    out.append(1, '.').append(parts.fraction.substr(whole));
  }
}

// The same digits rounded from the exact double as `digits_wanted` significant digits.
bool rounds_to(double magnitude, const Decimal& wanted) {
  const std::size_t digits_wanted = wanted.digits().size();
  if (digits_wanted > printed_digits_max) return false;
  std::array<char, scientific_text_max> text;
  const auto printed =
      std::to_chars(text.data(), text.data() + text.size(), magnitude,
                    std::chars_format::scientific, static_cast<int>(digits_wanted) - 1);
  if (printed.ec != std::errc()) return false;
  const auto rounded = Decimal::parse({text.data(), printed.ptr});
  return rounded && rounded->without_trailing_zeros() == wanted;
}

}  // namespace

void append_double(double number, std::string& out) {
  if (std::signbit(number)) out += '-';
  const double magnitude = std::fabs(number);
  if (magnitude == 0) {
    out += "0.0";
    return;
  }
  std::array<char, 40> text;
  const auto printed = std::to_chars(text.data(), text.data() + text.size(), magnitude,
                                     std::chars_format::scientific);
  append_layout(take_apart({text.data(), printed.ptr}), out);
}

std::optional<double> double_printed_as(std::string_view literal) {
  double number = 0;
  const auto read = std::from_chars(literal.data(), literal.data() + literal.size(), number);
  if (read.ec != std::errc() || read.ptr != literal.data() + literal.size()) return std::nullopt;
  const auto exact = Decimal::parse(literal);
  if (!exact) return std::nullopt;
  if (exact->is_zero()) return number;
  if (number == 0 || !std::isfinite(number)) return std::nullopt;

  std::string shortest;
  append_double(number, shortest);
  if (compare_numbers(*Decimal::parse(shortest), *exact) == 0) return number;
  auto wanted = exact->without_trailing_zeros();
  if (wanted.is_negative())
    wanted = *Decimal::from_parts(false, wanted.digits(), wanted.exponent());
  return rounds_to(std::fabs(number), wanted) ? std::optional(number) : std::nullopt;
}

std::optional<double> double_spelled_as(const Decimal& number) {
  const double nearest = number.to_double();
  if (!std::isfinite(nearest)) return std::nullopt;
  std::string shortest;
  append_double(nearest, shortest);
  return *Decimal::parse(shortest) == number ? std::optional(nearest) : std::nullopt;
}

}  // namespace whimbrel::model
