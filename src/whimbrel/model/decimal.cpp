#include "whimbrel/model/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace whimbrel::model {
namespace {

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) noexcept {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

tl::unexpected<base::Error> not_a_number(std::string_view text) {
  constexpr std::size_t shown_max = 60;
  std::string shown(text.substr(0, shown_max));
  if (text.size() > shown_max) shown += "…";
  return base::fail(base::ErrorKind::invalid_data, "'" + shown + "' is not a decimal number",
                    "write digits with an optional sign, point and exponent, as in -12.50 or 1E+3");
}

// Takes the digits at the front of `text` off it.
std::string_view take_digits(std::string_view& text) noexcept {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

// Reads the exponent after its E; false when malformed or far out of range.
bool read_exponent(std::string_view text, std::int64_t& exponent) noexcept {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return false;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  return error == std::errc() && end == text.data() + text.size();
}

std::string_view without_leading_zeros(std::string_view digits) noexcept {
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return digits.substr(first);
}

std::strong_ordering compare_magnitudes(const Decimal& a, const Decimal& b) noexcept {
  const std::int64_t a_scale = static_cast<std::int64_t>(a.digits().size()) + a.exponent();
  const std::int64_t b_scale = static_cast<std::int64_t>(b.digits().size()) + b.exponent();
  if (a.is_zero() || b.is_zero()) return !a.is_zero() <=> !b.is_zero();
  if (a_scale != b_scale) return a_scale <=> b_scale;
  const std::size_t common = std::min(a.digits().size(), b.digits().size());
  const int order = a.digits().compare(0, common, b.digits(), 0, common);
  if (order != 0) return order <=> 0;
  const bool a_has_more = a.digits().find_first_not_of('0', common) != std::string::npos;
  const bool b_has_more = b.digits().find_first_not_of('0', common) != std::string::npos;
  return a_has_more <=> b_has_more;
}

}  // namespace

Decimal::Decimal(Kind kind, bool negative, std::string digits, std::int32_t exponent)
    : kind_(kind), negative_(negative), exponent_(exponent), digits_(std::move(digits)) {}

Decimal Decimal::from_integer(std::int64_t number) {
  std::string digits = std::to_string(number);
  if (number < 0) digits.erase(0, 1);
  return Decimal(Kind::finite, number < 0, std::move(digits), 0);
}

Decimal Decimal::infinity(bool negative) { return Decimal(Kind::infinity, negative, "0", 0); }

Decimal Decimal::nan() { return Decimal(Kind::nan, false, "0", 0); }

base::Result<Decimal> Decimal::from_parts(bool negative, std::string_view digits,
                                          std::int64_t exponent) {
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit))
    return not_a_number(digits);
  if (exponent > exponent_limit || exponent < -exponent_limit) {
    return base::fail(base::ErrorKind::invalid_data,
                      "the exponent " + std::to_string(exponent) + " is out of range",
                      "keep exponents within ±" + std::to_string(exponent_limit));
  }
  return Decimal(Kind::finite, negative, std::string(without_leading_zeros(digits)),
                 static_cast<std::int32_t>(exponent));
}

base::Result<Decimal> Decimal::parse(std::string_view text) {
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative || (!rest.empty() && rest.front() == '+')) rest.remove_prefix(1);
  if (equals_ignoring_case(rest, "infinity") || equals_ignoring_case(rest, "inf"))
    return infinity(negative);
  if (equals_ignoring_case(rest, "nan")) return nan();

  std::string digits(take_digits(rest));
  std::int64_t exponent = 0;
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    const std::string_view fraction = take_digits(rest);
    digits += fraction;
    exponent = -static_cast<std::int64_t>(fraction.size());
  }
  if (digits.empty()) return not_a_number(text);
  if (!rest.empty()) {
    std::int64_t written = 0;
    if (lower(rest.front()) != 'e' || !read_exponent(rest.substr(1), written))
      return not_a_number(text);
    constexpr std::int64_t far = std::int64_t{4} * exponent_limit;
    exponent += std::clamp(written, -far, far);
  }
  return from_parts(negative, digits, exponent);
}

// The to-scientific-string of the General Decimal Arithmetic specification.
void Decimal::append_text(std::string& out) const {
  if (kind_ == Kind::nan) {
    out += "NaN";
    return;
  }
  if (negative_) out += '-';
  if (kind_ == Kind::infinity) {
    out += "Infinity";
    return;
  }
  const auto count = static_cast<std::int64_t>(digits_.size());
  const std::int64_t adjusted = exponent_ + count - 1;
  if (exponent_ == 0) {
    out += digits_;
  } else if (exponent_ < 0 && adjusted >= 0) {
    const auto whole = static_cast<std::size_t>(count + exponent_);
    out.append(digits_, 0, whole).append(1, '.').append(digits_, whole);
  } else if (exponent_ < 0 && adjusted >= -6) {
    out.append("0.").append(static_cast<std::size_t>(-adjusted - 1), '0').append(digits_);
  } else {
    out += digits_.front();
    if (count > 1) out.append(1, '.').append(digits_, 1);
    out.append(adjusted < 0 ? "E" : "E+").append(std::to_string(adjusted));
  }
}

std::string Decimal::text() const {
  std::string text;
  append_text(text);
  return text;
}

std::optional<std::int64_t> Decimal::to_int64() const {
  constexpr std::size_t int64_digits_max = 19;
  if (!is_finite()) return std::nullopt;
  const Decimal short_form = without_trailing_zeros();
  if (short_form.exponent_ < 0) return std::nullopt;
  if (short_form.digits_.size() + static_cast<std::size_t>(short_form.exponent_) > int64_digits_max)
    return std::nullopt;
  std::string digits = negative_ ? "-" : "";
  digits += short_form.digits_;
  digits.append(static_cast<std::size_t>(short_form.exponent_), '0');
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

double Decimal::to_double() const {
  if (kind_ == Kind::nan) return std::numeric_limits<double>::quiet_NaN();
  double magnitude = std::numeric_limits<double>::infinity();
  if (kind_ == Kind::finite) {
    const std::string text = digits_ + "e" + std::to_string(exponent_);
    const auto result = std::from_chars(text.data(), text.data() + text.size(), magnitude);
    if (result.ec != std::errc()) {
      const std::int64_t adjusted = static_cast<std::int64_t>(digits_.size()) + exponent_ - 1;
      magnitude = adjusted > 0 ? std::numeric_limits<double>::infinity() : 0.0;
    }
  }
  return std::copysign(magnitude, negative_ ? -1.0 : 1.0);
}

Decimal Decimal::without_trailing_zeros() const {
  if (!is_finite()) return *this;
  if (is_zero()) return Decimal(Kind::finite, negative_, "0", 0);
  const std::size_t kept = digits_.find_last_not_of('0') + 1;
  const std::int64_t exponent = exponent_ + static_cast<std::int64_t>(digits_.size() - kept);
  if (exponent > exponent_limit) return *this;
  return Decimal(Kind::finite, negative_, digits_.substr(0, kept),
                 static_cast<std::int32_t>(exponent));
}

std::partial_ordering compare_numbers(const Decimal& a, const Decimal& b) {
  if (a.kind() == Decimal::Kind::nan || b.kind() == Decimal::Kind::nan)
    return std::partial_ordering::unordered;
  if (a.is_zero() && b.is_zero()) return std::partial_ordering::equivalent;
  const auto sign = [](const Decimal& d) { return d.is_zero() ? 0 : d.is_negative() ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) <=> sign(b);
  const bool swapped = a.is_negative();
  const Decimal& low = swapped ? b : a;
  const Decimal& high = swapped ? a : b;
  if (!low.is_finite() || !high.is_finite()) return !low.is_finite() <=> !high.is_finite();
  return compare_magnitudes(low, high);
}

}  // namespace whimbrel::model
