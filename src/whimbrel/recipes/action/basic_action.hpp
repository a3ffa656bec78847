#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "whimbrel/recipes/action/action_compiler.hpp"
#include "whimbrel/recipes/document/canonical_text.hpp"

namespace whimbrel::recipes {

// What prepare() notes of the world before an action: what was not there, or was, is the action's
// to undo, or is not.
inline constexpr std::string_view memo_absent = "absent";
inline constexpr std::string_view memo_present = "present";

// What all actions have: their own words as definition.
class BasicAction : public RecipeAction {
 public:
  BasicAction(std::string_view kind, const Node& node) : definition_(std::string(kind) + ' ') {
    append_canonical_text(node, definition_);
  }

  std::string definition() const override { return definition_; }

 protected:
  void add_to_definition(std::string_view text) { definition_ += text; }

 private:
  std::string definition_;
};

}  // namespace whimbrel::recipes
