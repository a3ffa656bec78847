#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "whimbrel/recipes/change/change.hpp"
#include "whimbrel/recipes/document/canonical_text.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

// What all changes have: a name, a place in the recipe, and their own words as definition.
class BasicChange : public Change {
 public:
  BasicChange(std::string_view kind, const Node& node)
      : kind_(kind), place_(node.place()), definition_(std::string(kind) + ' ') {
    append_canonical_text(node, definition_);
  }

  std::string_view kind() const override { return kind_; }
  std::string definition() const override { return definition_; }

 protected:
  const Place& place() const noexcept { return place_; }
  void add_to_definition(std::string_view text) { definition_ += text; }

 private:
  std::string_view kind_;  // a literal
  Place place_;
  std::string definition_;
};

}  // namespace whimbrel::recipes
