#include "whimbrel/recipes/action/action_compiler.hpp"

#include <array>

#include "whimbrel/recipes/action/create_collection_action.hpp"
#include "whimbrel/recipes/action/create_index_action.hpp"
#include "whimbrel/recipes/action/drop_collection_action.hpp"
#include "whimbrel/recipes/action/drop_index_action.hpp"
#include "whimbrel/recipes/action/http_action.hpp"
#include "whimbrel/recipes/action/shell_action.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

struct ActionRow {
  std::string_view name;
  std::unique_ptr<RecipeAction> (*compile)(const Node&, const ActionCompileContext&, Findings&);
};

constexpr std::array<ActionRow, 6> action_table{{
    {"create_collection", compile_create_collection},
    {"drop_collection", compile_drop_collection},
    {"create_index", compile_create_index},
    {"drop_index", compile_drop_index},
    {"http", compile_http},
    {"shell", compile_shell},
}};

}  // namespace

std::unique_ptr<RecipeAction> compile_action(const Node& entry, const ActionCompileContext& context,
                                             Findings& findings) {
  if (!entry.is_map() || entry.entries().size() != 1) {
    wrong_type(entry, "an action", "one name and what it needs",
               "write - create_collection: { name: people }", findings);
    return nullptr;
  }
  const NodeEntry& named = entry.entries().front();
  for (const ActionRow& row : action_table)
    if (row.name == named.key.text()) return row.compile(named.value, context, findings);
  std::array<std::string_view, action_table.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = action_table[i].name;
  findings.error("unknown-action", named.key.place(), "'" + named.key.text() + "' is no action",
                 nearest_remedy(named.key.text(), names));
  return nullptr;
}

}  // namespace whimbrel::recipes
