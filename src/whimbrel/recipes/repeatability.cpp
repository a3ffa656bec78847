#include "whimbrel/recipes/repeatability.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {
namespace {

// What is known of one field of an item once all changes are done.
struct FieldState {
  enum class Kind : std::uint8_t { unknown, absent, constant } kind = Kind::unknown;
  model::Value value;
};

bool names_field(const Node& node, std::string_view name) {
  if (node.is_scalar()) return node.text() == name;
  return std::any_of(node.items().begin(), node.items().end(),
                     [&](const Node& item) { return item.text() == name; });
}

// The value that { set: { field: node } } writes, when it is the same for every item.
std::optional<model::Value> constant_in(const Node& node) {
  const Node* inner = &node;
  for (const char* source : {"now", "field", "jq"})
    if (node.find(source) != nullptr) return std::nullopt;
  if (node.find("value") != nullptr) inner = node.find("value");
  Findings ignored;
  return value_of(*inner, ignored);
}

bool may_write(const Change& change, const model::Path& path) {
  if (change.writes_any_field()) return true;
  const auto written = change.writes();
  return std::any_of(written.begin(), written.end(), [&](const model::Path& other) {
    return other.segments().front() == path.segments().front();
  });
}

FieldState state_after(const Recipe& recipe, const Node& steps, const model::Path& path) {
  FieldState state;
  const std::string& name = path.segments().front();
  const auto changes = recipe.changes.changes();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!may_write(*changes[i], path)) continue;
    state = {};
    const NodeEntry& step = steps.items()[i].entries().front();
    const std::string& kind = step.key.text();
    const bool goes = (kind == "unset" && names_field(step.value, name)) ||
                      (kind == "rename" && step.value.find(name) != nullptr);
    if (goes)
      state.kind = FieldState::Kind::absent;
    else if (const Node* set = kind == "set" ? step.value.find(name) : nullptr)
      if (auto value = constant_in(*set)) state = {FieldState::Kind::constant, *std::move(value)};
  }
  return state;
}

bool matches(const model::Filter& filter, const model::Value& item) {
  const auto& codec = model::extended_json_codec();
  std::string bytes;
  const auto view = codec.make_view();
  if (!codec.encode_item(item, bytes)) return true;
  const std::size_t size = bytes.size();
  bytes.append(model::item_padding_bytes, '\0');
  return !view->load({bytes.data(), size}) || filter.matcher(codec)->matches(*view);
}

// Whether a field that must be so for an item to be selected is surely not so afterwards.
bool is_ruled_out(const Recipe& recipe, const Node& steps, const model::Field& condition) {
  if (condition.name.starts_with('$')) return false;
  const auto path = model::Path::parse(condition.name);
  // Deeper ones may lead through lists.
  if (!path || !path->is_top_level()) return false;
  FieldState state = state_after(recipe, steps, *path);
  if (state.kind == FieldState::Kind::unknown) return false;
  model::Object item;
  if (state.kind == FieldState::Kind::constant)
    item.append(path->segments().front(), std::move(state.value));
  const auto filter = model::Filter::compile(model::Object{condition});
  return filter && !matches(*filter, item);
}

}  // namespace

bool is_repeatable(const Recipe& recipe, const Node& root) {
  if (recipe.changes.repeatable()) return true;
  const Node* steps = root.find("change");
  const auto* query = recipe.query.get_if<model::Object>();
  if (steps == nullptr || query == nullptr ||
      steps->items().size() != recipe.changes.changes().size())
    return false;
  const auto changes = recipe.changes.changes();
  if (std::any_of(changes.begin(), changes.end(),
                  [](const auto& change) { return change->always_removes_item(); }))
    return true;
  const auto& conditions = query->fields();
  return std::any_of(conditions.begin(), conditions.end(), [&](const model::Field& condition) {
    return is_ruled_out(recipe, *steps, condition);
  });
}

}  // namespace whimbrel::recipes
