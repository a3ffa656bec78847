#include "whimbrel/recipes/change/match_key.hpp"

#include <charconv>
#include <iterator>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/recipes/change/numbers.hpp"

namespace whimbrel::recipes {
namespace {

void write_text_key(std::string_view text, std::string& key) {
  key = 't';
  key += text;
}

void write_integer_key(std::int64_t number, std::string& key) {
  char digits[24];
  const auto written = std::to_chars(std::begin(digits), std::end(digits), number);
  key = 'n';
  key.append(digits, written.ptr);
}

}  // namespace

bool write_match_key(const model::Value& value, std::string& key) {
  if (const auto* text = value.get_if<std::string>()) {
    write_text_key(*text, key);
    return true;
  }
  if (const auto whole = whole_number_of(value)) {
    write_integer_key(*whole, key);
    return true;
  }
  if (const auto number = decimal_of(value)) {
    key = 'n' + number->without_trailing_zeros().text();
    return true;
  }
  key = 'v';
  return write_extended_json(value, model::ExtendedJsonMode::canonical, key).has_value();
}

bool write_match_key(model::RawValue raw, const model::ItemView& reader,
                     const model::ItemCodec& codec, std::string& key) {
  if (const auto text = reader.string_of(raw)) {
    write_text_key(*text, key);
    return true;
  }
  if (const auto whole = reader.integer_of(raw)) {
    write_integer_key(*whole, key);
    return true;
  }
  const auto value = codec.decode_value(raw);
  return value && write_match_key(*value, key);
}

}  // namespace whimbrel::recipes
