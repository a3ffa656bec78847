#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

Node::Node() noexcept = default;
Node::Node(const Node&) = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(const Node&) = default;
Node& Node::operator=(Node&&) noexcept = default;
Node::~Node() = default;

std::string_view Node::kind_name() const noexcept {
  switch (kind_) {
    case Kind::null:
      return "nothing";
    case Kind::scalar:
      return "a single value";
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a map of names to values";
  }
  return "nothing";
}

const Node* Node::find(std::string_view key) const noexcept {
  for (const NodeEntry& entry : entries_)
    if (entry.key.text() == key) return &entry.value;
  return nullptr;
}

Place Node::place() const { return {file_ ? *file_ : std::string(), line_, column_}; }

}  // namespace whimbrel::recipes
