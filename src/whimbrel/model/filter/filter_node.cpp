#include "whimbrel/model/filter/filter_node.hpp"

#include <algorithm>

namespace whimbrel::model {

bool holds(const Filter::Node& node, Document& document) {
  const auto child_holds = [&document](const Filter::Node& child) {
    return holds(child, document);
  };
  switch (node.kind) {
    case Filter::Node::Kind::all_of:
      return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case Filter::Node::Kind::any_of:
      return std::any_of(node.children.begin(), node.children.end(), child_holds);
    case Filter::Node::Kind::none_of:
      return std::none_of(node.children.begin(), node.children.end(), child_holds);
    case Filter::Node::Kind::field:
      break;
  }
  return document.holds(*node.field);
}

}  // namespace whimbrel::model
