#include "whimbrel/recipes/document/node_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/extended_json_wrappers.hpp"

namespace whimbrel::recipes {
namespace {

using model::Value;

template <std::size_t N>
bool one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 5> null_words{"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> true_words{"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> false_words{"false", "False", "FALSE"};
constexpr std::array<std::string_view, 3> nan_words{".nan", ".NaN", ".NAN"};
constexpr std::array<std::string_view, 3> infinity_words{".inf", ".Inf", ".INF"};
constexpr std::string_view decimal_digits = "0123456789";

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return text;
}

bool all_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

// The digits and the base of a whole number; empty for anything else.
struct WholeNumber {
  std::string digits;
  int base = 10;
};

WholeNumber whole_number_in(std::string_view text) {
  if (text.substr(0, 2) == "0x" && all_of(text.substr(2), "0123456789abcdefABCDEF"))
    return {std::string(text.substr(2)), 16};
  if (text.substr(0, 2) == "0o" && all_of(text.substr(2), "01234567"))
    return {std::string(text.substr(2)), 8};
  if (!all_of(without_sign(text), decimal_digits)) return {};
  return {std::string(text[0] == '+' ? text.substr(1) : text), 10};
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool is_float(std::string_view text) {
  text = without_sign(text);
  const auto exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    if (!all_of(without_sign(text.substr(exponent + 1)), decimal_digits)) return false;
    text = text.substr(0, exponent);
  }
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return all_of(text, decimal_digits);
  const auto before = text.substr(0, dot), after = text.substr(dot + 1);
  const auto digits = [](std::string_view part) {
    return part.empty() || all_of(part, decimal_digits);
  };
  return digits(before) && digits(after) && !(before.empty() && after.empty());
}

std::optional<Value> integer_value(const WholeNumber& number, const Node& node,
                                   Findings& findings) {
  std::int64_t integer = 0;
  const char* end = number.digits.data() + number.digits.size();
  const auto read = std::from_chars(number.digits.data(), end, integer, number.base);
  if (read.ec != std::errc()) {
    findings.error(
        "number-range", node.place(), fmt::format("{} does not fit in 64 bits", node.text()),
        fmt::format("write {{ $numberDecimal: \"{}\" }}, or text in quotes", node.text()));
    return std::nullopt;
  }
  if (integer >= std::numeric_limits<std::int32_t>::min() &&
      integer <= std::numeric_limits<std::int32_t>::max())
    return Value(static_cast<std::int32_t>(integer));
  return Value(integer);
}

std::optional<Value> float_value(const Node& node, Findings& findings) {
  std::string_view text = node.text();
  if (text[0] == '+') text.remove_prefix(1);
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc()) return Value(number);
  findings.error("number-range", node.place(),
                 fmt::format("{} does not fit in a double", node.text()),
                 fmt::format("write {{ $numberDecimal: \"{}\" }}, or text in quotes", node.text()));
  return std::nullopt;
}

std::optional<Value> scalar_value(const Node& node, Findings& findings) {
  const std::string& text = node.text();
  if (node.quoted()) return Value(text);
  if (one_of(text, null_words)) return Value();
  if (one_of(text, true_words)) return Value(true);
  if (one_of(text, false_words)) return Value(false);
  if (const WholeNumber number = whole_number_in(text); !number.digits.empty())
    return integer_value(number, node, findings);
  if (one_of(text, nan_words)) return Value(std::bit_cast<double>(model::canonical_nan_bits));
  if (one_of(without_sign(text), infinity_words)) {
    const double infinity = std::numeric_limits<double>::infinity();
    return Value(text[0] == '-' ? -infinity : infinity);
  }
  if (is_float(text)) return float_value(node, findings);
  return Value(text);
}

// { $numberDecimal: 1.50 } means its digits, and whoever leaves the quotes out gets them all the
// same.
bool takes_text_of_number(std::string_view name) {
  return name.substr(0, 7) == "$number" || name == "$bigDecimal" || name == "$uint256" ||
         name == "$oid";
}

class ValueReader {
 public:
  ValueReader(Findings& findings, ValueUse use) : findings_(findings), use_(use) {}

  std::optional<Value> read(const Node& node) {
    switch (node.kind()) {
      case Node::Kind::null:
        return Value();
      case Node::Kind::scalar:
        return scalar_value(node, findings_);
      case Node::Kind::list:
        return read_list(node);
      case Node::Kind::map:
        return read_map(node);
    }
    return std::nullopt;
  }

 private:
  std::optional<Value> read_list(const Node& node) {
    model::List list;
    bool good = true;
    for (const Node& item : node.items()) {
      auto value = read(item);
      good = good && value.has_value();
      if (value) list.push_back(*std::move(value));
    }
    return good ? std::optional<Value>(std::move(list)) : std::nullopt;
  }

  std::optional<Value> read_map(const Node& node) {
    model::Object object;
    bool good = true;
    for (const NodeEntry& entry : node.entries()) {
      auto value = takes_text_of_number(entry.key.text()) && entry.value.is_scalar()
                       ? std::optional<Value>(entry.value.text())
                       : read(entry.value);
      good = good && value.has_value();
      if (value) object.append(entry.key.text(), *std::move(value));
    }
    if (!good) return std::nullopt;
    if (use_ == ValueUse::query && object.find("$regex") != nullptr)
      return Value(std::move(object));
    auto value = model::unwrap_extended_json(std::move(object));
    if (value) return *std::move(value);
    findings_.error("wrong-value", node.place(), value.error().message(),
                    "correct the value: { $numberDecimal: \"1.5\" }, { $date: "
                    "2025-01-01T00:00:00Z }, { $oid: 24 hexadecimal digits }");
    return std::nullopt;
  }

  Findings& findings_;
  ValueUse use_;
};

}  // namespace

std::optional<Value> value_of(const Node& node, Findings& findings, ValueUse use) {
  return ValueReader(findings, use).read(node);
}

std::string shown(const Value& value) {
  constexpr std::size_t shown_bytes_max = 200;
  std::string text;
  if (!model::write_extended_json(value, model::ExtendedJsonMode::relaxed, text))
    return fmt::format("({})", value.type_name());
  if (text.size() <= shown_bytes_max) return text;
  // Not in the middle of a UTF-8 character.
  std::size_t end = shown_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace whimbrel::recipes
