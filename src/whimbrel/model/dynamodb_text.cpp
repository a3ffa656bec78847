#include "whimbrel/model/dynamodb_text.hpp"

#include <cstring>
#include <string>

#include "whimbrel/model/json_string.hpp"

namespace whimbrel::model {
namespace {

std::string plain_name(std::string_view spelled) {
  std::string name;
  append_unescaped(spelled, name);
  return name;
}

bool is_plain(std::string_view spelled) noexcept {
  return spelled.empty() || std::memchr(spelled.data(), '\\', spelled.size()) == nullptr;
}

// The offset behind the object or list that begins at `at`.
std::size_t container_end(std::string_view text, std::size_t at) noexcept {
  std::size_t depth = 0;
  while (at < text.size()) {
    switch (text[at]) {
      case '"':
        at = dynamodb_string_end(text, at);
        continue;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        if (--depth == 0) return at + 1;
        break;
      default:
        break;
    }
    ++at;
  }
  return text.size();
}

}  // namespace

std::optional<DynamoDbType> dynamodb_type_of(RawValue value) noexcept {
  if (value.size() < 8 || !value.starts_with("{\"")) return std::nullopt;
  const bool is_one_letter = value[3] == '"';
  switch (value[2]) {
    case 'S':
      return is_one_letter ? DynamoDbType::text : DynamoDbType::text_set;
    case 'N':
      if (value[3] == 'U') return DynamoDbType::null;
      return is_one_letter ? DynamoDbType::number : DynamoDbType::number_set;
    case 'B':
      if (value[3] == 'O') return DynamoDbType::boolean;
      return is_one_letter ? DynamoDbType::binary : DynamoDbType::binary_set;
    case 'M':
      return DynamoDbType::map;
    case 'L':
      return DynamoDbType::list;
    default:
      return std::nullopt;
  }
}

std::string_view dynamodb_content_of(RawValue value) noexcept {
  const std::size_t colon = value.substr(0, 8).find(':');
  if (colon == std::string_view::npos || !value.ends_with('}')) return {};
  return value.substr(colon + 1, value.size() - colon - 2);
}

std::size_t dynamodb_string_end(std::string_view text, std::size_t at) noexcept {
  std::size_t from = at + 1;
  while (from < text.size()) {
    const std::size_t quote = text.find('"', from);
    if (quote == std::string_view::npos) break;
    std::size_t backslashes = 0;
    while (quote - backslashes > from && text[quote - backslashes - 1] == '\\') ++backslashes;
    // Every pair is a backslash of the text; one that is left over escapes the quote.
    if (backslashes % 2 == 0) return quote + 1;
    from = quote + 1;
  }
  return text.size();
}

int compare_spelled_names(std::string_view a, std::string_view b) {
  if (is_plain(a) && is_plain(b)) return a.compare(b);
  return plain_name(a).compare(plain_name(b));
}

int compare_spelled_name(std::string_view spelled, std::string_view name) {
  return is_plain(spelled) ? spelled.compare(name) : plain_name(spelled).compare(name);
}

bool DynamoDbChildren::next() noexcept {
  if (at_ < text_.size() && text_[at_] == ',') ++at_;
  if (at_ + 1 >= text_.size()) return false;
  if (text_[at_] == '"') {
    const std::size_t end = dynamodb_string_end(text_, at_);
    name_ = text_.substr(at_ + 1, end - at_ - 2);
    at_ = end + 1;
    if (at_ >= text_.size()) return false;
  }
  const std::size_t end = container_end(text_, at_);
  value_ = text_.substr(at_, end - at_);
  at_ = end;
  return true;
}

std::optional<RawValue> dynamodb_member_of(std::string_view object, std::string_view name) {
  DynamoDbChildren members(object);
  while (members.next()) {
    const int order = compare_spelled_name(members.name(), name);
    if (order == 0) return members.value();
    if (order > 0) break;
  }
  return std::nullopt;
}

std::optional<RawValue> dynamodb_value_at(std::string_view item, const Path& path) {
  if (path.segments().empty()) return std::nullopt;
  auto value = dynamodb_member_of(item, path.segments().front());
  for (std::size_t i = 1; i < path.segments().size() && value; ++i)
    value = dynamodb_child_of(*value, path.segments()[i]);
  return value;
}

std::optional<RawValue> dynamodb_child_of(RawValue value, std::string_view segment) {
  const auto type = dynamodb_type_of(value);
  if (type == DynamoDbType::map) return dynamodb_member_of(dynamodb_content_of(value), segment);
  const auto position = type == DynamoDbType::list ? list_position_of(segment) : std::nullopt;
  if (!position) return std::nullopt;
  DynamoDbChildren elements(dynamodb_content_of(value));
  for (std::uint64_t i = 0; elements.next(); ++i)
    if (i == *position) return elements.value();
  return std::nullopt;
}

}  // namespace whimbrel::model
