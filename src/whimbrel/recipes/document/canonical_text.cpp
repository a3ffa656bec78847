#include "whimbrel/recipes/document/canonical_text.hpp"

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {
namespace {

void append_scalar(const Node& node, std::string& out) {
  Findings ignored;
  const auto value = value_of(node, ignored);
  if (value && write_extended_json(*value, model::ExtendedJsonMode::canonical, out)) return;
  out += node.text();
}

}  // namespace

void append_canonical_text(const Node& node, std::string& out) {
  if (node.is_list()) {
    out += '[';
    for (const Node& item : node.items()) {
      if (&item != &node.items().front()) out += ',';
      append_canonical_text(item, out);
    }
    out += ']';
  } else if (node.is_map()) {
    out += '{';
    for (const NodeEntry& entry : node.entries()) {
      if (&entry != &node.entries().front()) out += ',';
      append_scalar(entry.key, out);
      out += ':';
      append_canonical_text(entry.value, out);
    }
    out += '}';
  } else {
    append_scalar(node, out);
  }
}

}  // namespace whimbrel::recipes
