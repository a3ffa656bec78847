#include "whimbrel/model/json_locator.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/extended_json_wrappers.hpp"
#include "whimbrel/model/json_string.hpp"

namespace whimbrel::model {
namespace {

JsonNode child_of(const JsonStructure& item, JsonNode container, std::string_view segment) {
  if (item.is_object(container)) return item.find_field(container, segment);
  if (!item.is_list(container)) return {};
  const auto position = list_position_of(segment);
  return position ? item.find_element(container, *position) : JsonNode();
}

// Whether reading the item as a whole would take the object for the JSON of a typed value: it has a
// wrapper's name in it, or is the older form of a regular expression.
bool is_typed_value(const JsonStructure& item, JsonNode node) {
  if (!item.is_object(node)) return false;
  std::vector<JsonMember> members;
  item.append_members(node, members);
  std::string name;
  bool regex = members.size() == 2;
  for (const JsonMember& member : members) {
    name.clear();
    append_unescaped(item.text_between(member.name_begin, member.name_end), name);
    if (is_wrapper_name(name)) return true;
    regex = regex && (name == "$regex" || name == "$options");
  }
  return regex;
}

}  // namespace

JsonNode find_node(const JsonStructure& item, const Path& path) {
  JsonNode node = item.root();
  for (const std::string& segment : path.segments()) {
    node = child_of(item, node, segment);
    if (!node) break;
  }
  return node;
}

JsonLocation locate(const JsonStructure& item, const Path& path) {
  JsonLocation location;
  location.container = item.root();
  const auto& segments = path.segments();
  while (true) {
    const JsonNode child = child_of(item, location.container, segments[location.depth]);
    if (!child) return location;
    if (location.depth + 1 == segments.size()) {
      location.value = child;
      return location;
    }
    if (!item.is_object(child) && !item.is_list(child)) {
      location.blocked = true;
      return location;
    }
    location.container = child;
    ++location.depth;
    location.inside_type = location.inside_type || is_typed_value(item, child);
  }
}

}  // namespace whimbrel::model
