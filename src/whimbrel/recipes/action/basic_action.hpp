#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "whimbrel/engine/actions/collection_state.hpp"
#include "whimbrel/recipes/action/action_compiler.hpp"
#include "whimbrel/recipes/document/canonical_text.hpp"

namespace whimbrel::recipes {

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

// An action that the engine has, with a recipe's words as definition.
template <typename Inner>
class EngineAction final : public BasicAction {
 public:
  EngineAction(std::string_view kind, const Node& node, Inner inner)
      : BasicAction(kind, node), inner_(std::move(inner)) {}

  std::string description() const override { return inner_.description(); }
  base::Result<std::string> prepare(const engine::ActionContext& context) const override {
    return inner_.prepare(context);
  }
  base::Result<bool> is_done(const engine::ActionContext& context) const override {
    return inner_.is_done(context);
  }
  base::Status perform(const engine::ActionContext& context) const override {
    return inner_.perform(context);
  }
  bool works_in_dry_run() const override { return inner_.works_in_dry_run(); }
  base::Status undo(const engine::ActionContext& context) const override {
    return inner_.undo(context);
  }

 private:
  Inner inner_;
};

}  // namespace whimbrel::recipes
