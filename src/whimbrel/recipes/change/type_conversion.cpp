#include "whimbrel/recipes/change/type_conversion.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "whimbrel/model/date_text.hpp"
#include "whimbrel/model/double_text.hpp"
#include "whimbrel/recipes/change/numbers.hpp"

namespace whimbrel::recipes {
namespace {

using Converted = std::optional<model::Value>;

struct TypeWords {
  TargetType type;
  std::string_view name;
  std::string_view description;
};

constexpr std::array<TypeWords, 8> type_words{{
    {TargetType::integer, "int", "a whole number of at most 64 bits"},
    {TargetType::long_integer, "long", "a whole number of at most 64 bits"},
    {TargetType::real, "double", "a number that a double holds exactly"},
    {TargetType::decimal, "decimal", "a decimal number"},
    {TargetType::text, "string", "a value that text can stand for"},
    {TargetType::boolean, "bool", "true, false, 1 or 0"},
    {TargetType::date, "date", "a date in ISO 8601 or milliseconds of 64 bits"},
    {TargetType::object_id, "objectId", "24 hexadecimal digits"},
}};

const TypeWords& words_of(TargetType type) { return type_words[static_cast<std::size_t>(type)]; }

std::optional<std::int64_t> whole_number_in(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

// Infinities and NaN are names, not numbers that somebody wrote down.
std::optional<model::Decimal> number_in(const std::string& text) {
  auto number = model::Decimal::parse(text);
  return number && number->is_finite() ? std::optional(*std::move(number)) : std::nullopt;
}

std::optional<std::int64_t> to_whole(const model::Value& value) {
  if (const auto* text = value.get_if<std::string>()) return whole_number_in(*text);
  if (const auto* flag = value.get_if<bool>()) return *flag ? 1 : 0;
  // -0.0 has a sign that an integer would lose.
  if (const auto* real = value.get_if<double>(); real != nullptr && *real == 0.0)
    return std::signbit(*real) ? std::nullopt : std::optional<std::int64_t>(0);
  return whole_number_of(value);
}

Converted to_integer(const model::Value& value) {
  if (value.is<std::int32_t>() || value.is<std::int64_t>()) return value;
  const auto whole = to_whole(value);
  return whole ? Converted(smallest_integer(*whole)) : std::nullopt;
}

Converted to_long(const model::Value& value) {
  if (const auto* date = value.get_if<model::Date>()) return model::Value(date->ms_since_epoch);
  const auto whole = to_whole(value);
  return whole ? Converted(*whole) : std::nullopt;
}

Converted to_decimal(const model::Value& value) {
  if (value.is<model::Decimal>()) return value;
  std::optional<model::Decimal> number = decimal_of(value);
  if (const auto* text = value.get_if<std::string>()) number = number_in(*text);
  if (const auto* flag = value.get_if<bool>()) number = model::Decimal::from_integer(*flag ? 1 : 0);
  if (const auto* real = value.get_if<double>(); real != nullptr && !std::isfinite(*real))
    number = std::isnan(*real) ? model::Decimal::nan() : model::Decimal::infinity(*real < 0);
  return number ? Converted(*std::move(number)) : std::nullopt;
}

Converted to_real(const model::Value& value) {
  if (value.is<double>()) return value;
  if (const auto* text = value.get_if<std::string>()) {
    const auto number = number_in(*text);
    const auto printed = number ? model::double_printed_as(number->text()) : std::nullopt;
    return printed ? Converted(*printed) : std::nullopt;
  }
  const Converted number = to_decimal(value);
  const auto* decimal = number ? number->get_if<model::Decimal>() : nullptr;
  const auto nearest = decimal == nullptr ? std::nullopt : double_of(*decimal);
  return nearest ? Converted(*nearest) : std::nullopt;
}

std::optional<std::string> text_of_real(double real) {
  if (!std::isfinite(real)) return std::nullopt;
  std::string text;
  model::append_double(real, text);
  // As people and JavaScript write whole numbers.
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::optional<std::string> to_text(const model::Value& value) {
  if (const auto* small = value.get_if<std::int32_t>()) return std::to_string(*small);
  if (const auto* large = value.get_if<std::int64_t>()) return std::to_string(*large);
  if (const auto* real = value.get_if<double>()) return text_of_real(*real);
  if (const auto* flag = value.get_if<bool>()) return *flag ? "true" : "false";
  if (const auto* id = value.get_if<model::ObjectId>()) return id->hex();
  if (const auto* huge = value.get_if<model::Uint256>()) return huge->decimal();
  if (const auto* symbol = value.get_if<model::Symbol>()) return symbol->text;
  if (const auto* decimal = value.get_if<model::Decimal>(); decimal != nullptr)
    return decimal->is_finite() ? std::optional(decimal->text()) : std::nullopt;
  if (const auto* date = value.get_if<model::Date>();
      date != nullptr && model::has_iso_text(*date)) {
    std::string text;
    model::append_iso_text(*date, text);
    return text;
  }
  return std::nullopt;
}

Converted to_boolean(const model::Value& value) {
  if (value.is<bool>()) return value;
  if (const auto* text = value.get_if<std::string>()) {
    if (*text == "true") return model::Value(true);
    if (*text == "false") return model::Value(false);
    return std::nullopt;
  }
  const auto whole = to_whole(value);
  if (whole != 0 && whole != 1) return std::nullopt;
  return model::Value(*whole == 1);
}

Converted to_date(const model::Value& value) {
  if (value.is<model::Date>()) return value;
  if (const auto* text = value.get_if<std::string>()) {
    constexpr std::size_t day_chars = 10;
    const auto date =
        model::read_iso_text(text->size() == day_chars ? *text + "T00:00:00Z" : *text);
    return date ? Converted(*date) : std::nullopt;
  }
  if (value.is<std::int32_t>() || value.is<bool>()) return std::nullopt;
  const auto ms = to_whole(value);
  return ms ? Converted(model::Date{*ms}) : std::nullopt;
}

Converted to_object_id(const model::Value& value) {
  if (value.is<model::ObjectId>()) return value;
  const auto* text = value.get_if<std::string>();
  if (text == nullptr) return std::nullopt;
  const auto id = model::ObjectId::from_hex(*text);
  return id ? Converted(*id) : std::nullopt;
}

}  // namespace

std::optional<TargetType> target_type_from(std::string_view name) {
  const auto found = std::ranges::find(type_words, name, &TypeWords::name);
  return found == type_words.end() ? std::nullopt : std::optional(found->type);
}

std::string_view to_string(TargetType type) noexcept { return words_of(type).name; }

std::string_view description_of(TargetType type) noexcept { return words_of(type).description; }

std::optional<model::Value> converted(const model::Value& value, TargetType type) {
  switch (type) {
    case TargetType::integer:
      return to_integer(value);
    case TargetType::long_integer:
      return to_long(value);
    case TargetType::real:
      return to_real(value);
    case TargetType::decimal:
      return to_decimal(value);
    case TargetType::boolean:
      return to_boolean(value);
    case TargetType::date:
      return to_date(value);
    case TargetType::object_id:
      return to_object_id(value);
    case TargetType::text:
      break;
  }
  if (value.is<std::string>()) return value;
  auto text = to_text(value);
  return text ? Converted(*std::move(text)) : std::nullopt;
}

}  // namespace whimbrel::recipes
