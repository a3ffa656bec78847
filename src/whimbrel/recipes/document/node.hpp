#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/recipes/document/place.hpp"

namespace whimbrel::recipes {

struct NodeEntry;

// A value of a YAML document and where it stands. Immutable once read; share between threads.
class Node {
 public:
  enum class Kind : std::uint8_t { null, scalar, list, map };

  Node() noexcept;
  Node(const Node&);
  Node(Node&&) noexcept;
  Node& operator=(const Node&);
  Node& operator=(Node&&) noexcept;
  ~Node();

  Kind kind() const noexcept { return kind_; }
  bool is_null() const noexcept { return kind_ == Kind::null; }
  bool is_scalar() const noexcept { return kind_ == Kind::scalar; }
  bool is_list() const noexcept { return kind_ == Kind::list; }
  bool is_map() const noexcept { return kind_ == Kind::map; }
  // "a list", "text": for messages.
  std::string_view kind_name() const noexcept;

  // A scalar as it is written, without quotes; empty otherwise.
  const std::string& text() const noexcept { return text_; }
  // Written in quotes or as a block, which makes it text whatever it looks like.
  bool quoted() const noexcept { return quoted_; }

  const std::vector<Node>& items() const noexcept { return items_; }
  // In the order of the file; keys are scalars and differ from each other.
  const std::vector<NodeEntry>& entries() const noexcept { return entries_; }
  // The value of a map's key; null when there is none.
  const Node* find(std::string_view key) const noexcept;

  Place place() const;

 private:
  friend class NodeBuilder;

  std::shared_ptr<const std::string> file_;
  std::string text_;
  std::vector<Node> items_;
  std::vector<NodeEntry> entries_;
  int line_ = 0;
  int column_ = 0;
  Kind kind_ = Kind::null;
  bool quoted_ = false;
};

struct NodeEntry {
  Node key;
  Node value;
};

}  // namespace whimbrel::recipes
