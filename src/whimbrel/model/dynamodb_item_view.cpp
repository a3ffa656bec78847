#include "whimbrel/model/dynamodb_item_view.hpp"

#include <algorithm>
#include <charconv>

#include "whimbrel/model/dynamodb_canonical.hpp"
#include "whimbrel/model/dynamodb_text.hpp"
#include "whimbrel/model/json_string.hpp"

namespace whimbrel::model {
namespace {

// Between the quotes of a value that is a string in JSON.
std::string_view text_within(RawValue raw) noexcept {
  const std::string_view content = dynamodb_content_of(raw);
  return content.size() < 2 ? std::string_view() : content.substr(1, content.size() - 2);
}

}  // namespace

base::Status DynamoDbItemView::load(std::string_view item) {
  item_ = {};
  attributes_.clear();
  canonical_.clear();
  WHIMBREL_TRY(canonical_dynamodb_item(item, canonical_));
  if (canonical_ != item)
    return base::fail(base::ErrorKind::invalid_data,
                      "a DynamoDB item is not in whimbrel's canonical form",
                      "read it from its table again, or import it anew");
  item_ = item;
  DynamoDbChildren members(item);
  while (members.next()) attributes_.push_back({members.name(), members.value()});
  return {};
}

const DynamoDbItemView::Attribute* DynamoDbItemView::attribute(std::string_view name) const {
  const auto found = std::partition_point(
      attributes_.begin(), attributes_.end(),
      [&](const Attribute& each) { return compare_spelled_name(each.name, name) < 0; });
  const bool is_it = found != attributes_.end() && compare_spelled_name(found->name, name) == 0;
  return is_it ? &*found : nullptr;
}

std::optional<RawValue> DynamoDbItemView::find(const Path& path) const {
  if (path.segments().empty()) return std::nullopt;
  const Attribute* const outermost = attribute(path.segments().front());
  if (outermost == nullptr) return std::nullopt;
  std::optional<RawValue> value = outermost->value;
  for (std::size_t i = 1; i < path.segments().size() && value; ++i)
    value = dynamodb_child_of(*value, path.segments()[i]);
  return value;
}

RawKind DynamoDbItemView::kind_of(RawValue raw) const {
  switch (dynamodb_type_of(raw).value_or(DynamoDbType::binary)) {
    case DynamoDbType::text:
      return RawKind::text;
    case DynamoDbType::number:
      return RawKind::number;
    case DynamoDbType::map:
      return RawKind::object;
    case DynamoDbType::list:
      return RawKind::list;
    case DynamoDbType::null:
      return RawKind::null;
    case DynamoDbType::boolean:
      return RawKind::boolean;
    case DynamoDbType::binary:
    case DynamoDbType::text_set:
    case DynamoDbType::number_set:
    case DynamoDbType::binary_set:
      break;
  }
  return RawKind::typed;
}

std::optional<std::string_view> DynamoDbItemView::string_of(RawValue raw) const {
  if (dynamodb_type_of(raw) != DynamoDbType::text) return std::nullopt;
  const std::string_view spelled = text_within(raw);
  if (spelled.find('\\') == std::string_view::npos) return spelled;
  text_.clear();
  if (append_unescaped(spelled, text_)) return std::nullopt;
  return text_;
}

std::optional<std::int64_t> DynamoDbItemView::integer_of(RawValue raw) const {
  if (dynamodb_type_of(raw) != DynamoDbType::number) return std::nullopt;
  const std::string_view digits = text_within(raw);
  std::int64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<std::int64_t> DynamoDbItemView::date_ms_of(RawValue) const { return std::nullopt; }

bool DynamoDbItemView::is_null(RawValue raw) const { return raw == R"({"NULL":true})"; }

std::optional<RawValue> DynamoDbItemView::value_within(RawValue removed) const {
  return dynamodb_type_of(removed) ? std::optional(removed) : std::nullopt;
}

base::Status DynamoDbItemView::splice(std::span<const Edit> edits, std::string& after,
                                      std::vector<Edit>& inverse, Arena& arena) const {
  if (item_.empty())
    return base::fail(base::ErrorKind::internal, "splice into a view without an item",
                      "report this as a bug: an item that cannot be read must not be changed");
  return splicer_.splice(item_, edits, after, inverse, arena);
}

}  // namespace whimbrel::model
