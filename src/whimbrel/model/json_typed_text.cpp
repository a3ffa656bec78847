#include "whimbrel/model/json_typed_text.hpp"

#include <charconv>
#include <cmath>
#include <cstddef>

#include "whimbrel/model/date_text.hpp"
#include "whimbrel/model/decimal.hpp"
#include "whimbrel/model/double_text.hpp"
#include "whimbrel/model/json_blanks.hpp"
#include "whimbrel/model/json_number.hpp"
#include "whimbrel/model/json_string.hpp"

namespace whimbrel::model {
namespace {

using Integer = std::optional<std::int64_t>;

// The string that `text` begins with, quotes included; empty when it begins with none.
std::string_view leading_string(std::string_view text) noexcept {
  if (!text.starts_with('"')) return {};
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return text.substr(0, at + 1);
    if (text[at] == '\\') ++at;
  }
  return {};
}

// An object that may be a wrapper: its first name, and all that stands behind the colon. With more
// members than one that is no JSON value, so whoever reads it as one finds none.
struct Wrapper {
  std::string_view quoted_name;
  std::string_view content;
};

std::optional<Wrapper> wrapper_in(std::string_view raw) {
  if (raw.size() < 2 || raw.front() != '{' || raw.back() != '}') return std::nullopt;
  std::string_view rest = without_leading_blanks(raw.substr(1, raw.size() - 2));
  const std::string_view name = leading_string(rest);
  rest = without_leading_blanks(rest.substr(name.size()));
  if (name.empty() || !rest.starts_with(':')) return std::nullopt;
  return Wrapper{name, without_trailing_blanks(without_leading_blanks(rest.substr(1)))};
}

bool is_string(std::string_view content) noexcept {
  return !content.empty() && leading_string(content).size() == content.size();
}

template <typename Number>
Integer integer_text(std::string_view text) noexcept {
  Number number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

Integer whole(double number) noexcept {
  constexpr double limit = 9223372036854775808.0;  // 2^63
  if (number != std::trunc(number) || number < -limit || number >= limit) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

Integer whole_decimal(std::string_view text) {
  if (const auto integer = integer_text<std::int64_t>(text)) return integer;
  const auto number = Decimal::parse(text);
  return number ? number->to_int64() : std::nullopt;
}

Integer whole_double(std::string_view text) {
  const auto number = Decimal::parse(text);
  return number && number->is_finite() ? whole(number->to_double()) : std::nullopt;
}

Integer plain_integer(std::string_view raw) {
  if (!is_json_number(raw)) return std::nullopt;
  if (raw.find_first_of(".eE") == std::string_view::npos) return integer_text<std::int64_t>(raw);
  if (const auto number = double_printed_as(raw)) return whole(*number);
  return whole_decimal(raw);
}

}  // namespace

RawKind kind_in(std::string_view raw) noexcept {
  switch (raw.empty() ? '\0' : raw.front()) {
    case 'n':
      return RawKind::null;
    case 't':
    case 'f':
      return RawKind::boolean;
    case '"':
      return RawKind::text;
    case '[':
      return RawKind::list;
    case '{': {
      // The names of wrappers begin with a dollar sign, which may be written as an escape.
      const std::string_view inside = without_leading_blanks(raw.substr(1));
      const char first = inside.size() > 1 ? inside[1] : '}';
      return first == '$' || first == '\\' ? RawKind::typed : RawKind::object;
    }
    default:
      return RawKind::number;
  }
}

std::optional<std::string_view> string_in(std::string_view raw, std::string& scratch) {
  if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') return std::nullopt;
  const std::string_view body = raw.substr(1, raw.size() - 2);
  if (body.find('\\') == std::string_view::npos) return body;
  scratch.clear();
  if (append_unescaped(body, scratch)) return std::nullopt;
  return scratch;
}

Integer integer_in(std::string_view raw) {
  if (!raw.starts_with('{')) return plain_integer(raw);
  std::string name_scratch;
  std::string text_scratch;
  const auto wrapper = wrapper_in(raw);
  if (!wrapper || !is_string(wrapper->content)) return std::nullopt;
  const auto name = string_in(wrapper->quoted_name, name_scratch);
  const auto text = string_in(wrapper->content, text_scratch);
  if (!name || !text) return std::nullopt;
  if (name == "$numberInt") return integer_text<std::int32_t>(*text);
  if (name == "$numberLong") return integer_text<std::int64_t>(*text);
  if (name == "$numberDouble") return whole_double(*text);
  const bool decimal = name == "$numberDecimal" || name == "$bigDecimal" || name == "$uint256";
  return decimal ? whole_decimal(*text) : std::nullopt;
}

Integer date_ms_in(std::string_view raw) {
  std::string scratch;
  const auto wrapper = wrapper_in(raw);
  if (!wrapper || string_in(wrapper->quoted_name, scratch) != "$date") return std::nullopt;
  const std::string_view content = wrapper->content;
  if (is_string(content)) {
    const auto text = string_in(content, scratch);
    const auto date = text ? read_iso_text(*text) : std::nullopt;
    return date ? Integer(date->ms_since_epoch) : std::nullopt;
  }
  // A wrapper of a double or decimal is no time, nor is a plain number written as one.
  const auto inner = wrapper_in(content);
  const auto inner_name = inner ? string_in(inner->quoted_name, scratch) : std::nullopt;
  if (inner && inner_name != "$numberLong" && inner_name != "$numberInt") return std::nullopt;
  return inner || content.find_first_of(".eE") == std::string_view::npos ? integer_in(content)
                                                                         : std::nullopt;
}

std::optional<std::string_view> lower_case_object_id_in(std::string_view raw) {
  const auto wrapper = wrapper_in(raw);
  if (!wrapper || wrapper->quoted_name != "\"$oid\"" || !is_string(wrapper->content))
    return std::nullopt;
  const std::string_view digits = wrapper->content.substr(1, wrapper->content.size() - 2);
  const bool lower = digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return digits.size() == 24 && lower ? std::optional(digits) : std::nullopt;
}

}  // namespace whimbrel::model
