#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/action.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

// What an action is compiled with; everything outlives the action.
struct ActionCompileContext {
  // Where programs run and relative paths start: the recipe's own folder.
  std::string recipe_folder;
  base::FileSystem& files;
  // As JqSpec::command.
  std::vector<std::string> jq_command;
};

// An action of a recipe: engine::Action and what it is, for the recipe's checksum.
class RecipeAction : public engine::Action {
 public:
  // What it does in words that change whenever its effect does, without secrets.
  virtual std::string definition() const = 0;
};

// Compiles one entry of `before:` or `after:`, a map of one name: create_collection,
// drop_collection, create_index, drop_index, http or shell. Null when something is wrong; findings
// say what, with its place.
std::unique_ptr<RecipeAction> compile_action(const Node& entry, const ActionCompileContext& context,
                                             Findings& findings);

}  // namespace whimbrel::recipes
