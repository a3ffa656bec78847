#include "whimbrel/model/dynamodb_number_text.hpp"

#include <algorithm>
#include <cstddef>

#include "whimbrel/model/decimal.hpp"
#include "whimbrel/model/dynamodb_rules_internal.hpp"

namespace whimbrel::model {
namespace {

// With no more digits than this there is nothing that DynamoDB could refuse.
constexpr std::size_t short_number_max = 38;

bool is_digits(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// A number without its sign, split at the point.
struct PlainNumber {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

PlainNumber split_number(std::string_view text) noexcept {
  PlainNumber number;
  number.negative = text.starts_with('-');
  if (number.negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  number.whole = text.substr(0, point);
  if (point != std::string_view::npos) number.fraction = text.substr(point + 1);
  return number;
}

void append_all_digits(const Decimal& number, std::string& out) {
  const std::string& digits = number.digits();
  if (number.is_zero()) {
    out += '0';
    return;
  }
  if (number.is_negative()) out += '-';
  if (number.exponent() >= 0) {
    out += digits;
    out.append(static_cast<std::size_t>(number.exponent()), '0');
    return;
  }
  const auto places = static_cast<std::size_t>(-number.exponent());
  if (digits.size() > places) {
    const std::size_t whole = digits.size() - places;
    out.append(digits, 0, whole).append(1, '.').append(digits, whole);
  } else {
    out.append("0.").append(places - digits.size(), '0').append(digits);
  }
}

std::strong_ordering order_of(int comparison) noexcept { return comparison <=> 0; }

std::strong_ordering compare_magnitudes(const PlainNumber& a, const PlainNumber& b) noexcept {
  if (const auto longer = a.whole.size() <=> b.whole.size(); longer != 0) return longer;
  if (const auto whole = order_of(a.whole.compare(b.whole)); whole != 0) return whole;
  // Without trailing zeros, digits behind the point order as text does.
  return order_of(a.fraction.compare(b.fraction));
}

}  // namespace

bool is_canonical_dynamodb_number(std::string_view text) noexcept {
  if (text.size() > short_number_max) return false;
  const PlainNumber number = split_number(text);
  if (!is_digits(number.whole)) return false;
  if (number.whole.size() > 1 && number.whole.front() == '0') return false;
  if (text.ends_with('.') || (number.negative && text == "-0")) return false;
  return number.fraction.empty() || (is_digits(number.fraction) && number.fraction.back() != '0');
}

bool append_dynamodb_number(std::string_view text, std::string& out) {
  if (is_canonical_dynamodb_number(text)) {
    out += text;
    return true;
  }
  const auto number = Decimal::parse(text);
  if (!number || !number->is_finite()) return false;
  const Decimal shortest = number->without_trailing_zeros();
  if (!shortest.is_zero() && !fits_dynamodb_number(shortest)) return false;
  append_all_digits(shortest, out);
  return true;
}

std::strong_ordering compare_dynamodb_numbers(std::string_view a, std::string_view b) noexcept {
  const PlainNumber left = split_number(a);
  const PlainNumber right = split_number(b);
  if (left.negative != right.negative)
    return left.negative ? std::strong_ordering::less : std::strong_ordering::greater;
  return left.negative ? compare_magnitudes(right, left) : compare_magnitudes(left, right);
}

}  // namespace whimbrel::model
