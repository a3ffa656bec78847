#include "whimbrel/stores/dynamodb/expression_placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "whimbrel/model/dynamodb_text.hpp"
#include "whimbrel/model/json_string.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

// Where `content` stands among `all`, to which it is added if it is new.
template <typename Content>
std::size_t place_of(std::string_view content, std::vector<Content>& all) {
  const auto known = std::ranges::find(all, content);
  const auto place = static_cast<std::size_t>(known - all.begin());
  if (known == all.end()) all.emplace_back(content);
  return place;
}

}  // namespace

std::string ExpressionPlaceholders::name(std::string_view name) {
  return fmt::format("#n{}", place_of(name, names_));
}

std::string ExpressionPlaceholders::value(model::RawValue raw) {
  return fmt::format(":v{}", place_of(raw, values_));
}

std::string ExpressionPlaceholders::path(const model::Path& path, std::string_view item) {
  const auto& segments = path.segments();
  std::string text = name(segments.front());
  auto at = model::dynamodb_member_of(item, segments.front());
  for (std::size_t i = 1; i < segments.size(); ++i) {
    const bool in_list = at && model::dynamodb_type_of(*at) == model::DynamoDbType::list &&
                         model::list_position_of(segments[i]);
    if (in_list)
      fmt::format_to(std::back_inserter(text), "[{}]", segments[i]);
    else
      (text += '.') += name(segments[i]);
    if (at) at = model::dynamodb_child_of(*at, segments[i]);
  }
  return text;
}

void ExpressionPlaceholders::append_members(std::string& json) const {
  if (!names_.empty()) json += R"(,"ExpressionAttributeNames":{)";
  for (std::size_t i = 0; i < names_.size(); ++i) {
    fmt::format_to(std::back_inserter(json), R"({}"#n{}":)", i > 0 ? "," : "", i);
    model::append_json_string(names_[i], json);
  }
  if (!names_.empty()) json += '}';
  if (!values_.empty()) json += R"(,"ExpressionAttributeValues":{)";
  for (std::size_t i = 0; i < values_.size(); ++i)
    fmt::format_to(std::back_inserter(json), R"({}":v{}":{})", i > 0 ? "," : "", i, values_[i]);
  if (!values_.empty()) json += '}';
}

}  // namespace whimbrel::stores::dynamodb
