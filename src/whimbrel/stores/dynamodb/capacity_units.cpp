#include "whimbrel/stores/dynamodb/capacity_units.hpp"

#include <algorithm>
#include <string>

#include "whimbrel/model/dynamodb_text.hpp"
#include "whimbrel/model/json_string.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using model::DynamoDbChildren;
using model::DynamoDbType;

constexpr std::size_t write_unit_bytes = 1024;
constexpr std::size_t read_unit_bytes = 4096;
// A list or map, and each of its elements.
constexpr std::size_t container_bytes = 3;
constexpr std::size_t element_bytes = 1;

double steps(std::size_t bytes, std::size_t step) noexcept {
  return static_cast<double>(std::max<std::size_t>((bytes + step - 1) / step, 1));
}

std::size_t text_bytes(std::string_view spelled) {
  if (spelled.find('\\') == std::string_view::npos) return spelled.size();
  std::string text;
  model::append_unescaped(spelled, text);
  return text.size();
}

// Two significant digits a byte, one byte for the exponent, one for a minus.
std::size_t number_bytes(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  const std::size_t first = text.find_first_of("123456789");
  if (first == std::string_view::npos) return 1;
  const std::size_t last = text.find_last_of("123456789");
  const std::string_view significant = text.substr(first, last - first + 1);
  const std::size_t digits = significant.size() - (significant.find('.') != std::string_view::npos);
  return (digits + 1) / 2 + 1 + (negative ? 1 : 0);
}

std::size_t binary_bytes(std::string_view base64) noexcept {
  const std::size_t padding = base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0;
  return base64.size() / 4 * 3 - padding;
}

std::string_view unquoted(std::string_view text) noexcept {
  return text.size() < 2 ? std::string_view() : text.substr(1, text.size() - 2);
}

// The members of ["a","b"], each measured between its quotes.
template <typename Measure>
std::size_t set_bytes(std::string_view set, Measure measure) {
  std::size_t bytes = 0;
  for (std::size_t at = 1; at < set.size() && set[at] == '"';) {
    const std::size_t end = model::dynamodb_string_end(set, at);
    bytes += measure(unquoted(set.substr(at, end - at)));
    at = end + 1;
  }
  return bytes;
}

std::size_t value_bytes(model::RawValue value);

std::size_t children_bytes(std::string_view container, std::size_t each) {
  std::size_t bytes = 0;
  DynamoDbChildren children(container);
  while (children.next())
    bytes += each + text_bytes(children.name()) + value_bytes(children.value());
  return bytes;
}

std::size_t value_bytes(model::RawValue value) {
  const std::string_view content = model::dynamodb_content_of(value);
  switch (model::dynamodb_type_of(value).value_or(DynamoDbType::null)) {
    case DynamoDbType::text:
      return text_bytes(unquoted(content));
    case DynamoDbType::number:
      return number_bytes(unquoted(content));
    case DynamoDbType::binary:
      return binary_bytes(unquoted(content));
    case DynamoDbType::text_set:
      return set_bytes(content, text_bytes);
    case DynamoDbType::number_set:
      return set_bytes(content, number_bytes);
    case DynamoDbType::binary_set:
      return set_bytes(content, binary_bytes);
    case DynamoDbType::map:
    case DynamoDbType::list:
      return container_bytes + children_bytes(content, element_bytes);
    case DynamoDbType::null:
    case DynamoDbType::boolean:
      break;
  }
  return 1;
}

}  // namespace

std::size_t counted_item_bytes(std::string_view canonical_item) {
  return children_bytes(canonical_item, 0);
}

double read_units(std::size_t bytes, ReadMode mode) noexcept {
  const double units = steps(bytes, read_unit_bytes);
  if (mode == ReadMode::consistent) return units;
  return mode == ReadMode::transactional ? units * 2 : units / 2;
}

double write_units(std::size_t item_bytes, bool in_transaction) noexcept {
  const double units = steps(item_bytes, write_unit_bytes);
  return in_transaction ? units * 2 : units;
}

}  // namespace whimbrel::stores::dynamodb
