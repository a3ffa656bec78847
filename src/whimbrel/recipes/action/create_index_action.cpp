#include "whimbrel/recipes/action/create_index_action.hpp"

#include "whimbrel/engine/actions/create_index.hpp"
#include "whimbrel/recipes/action/basic_action.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {

std::unique_ptr<RecipeAction> compile_create_index(const Node& node, const ActionCompileContext&,
                                                   Findings& findings) {
  const MapReader reader(node, "create_index", {"collection", "name", "fields", "unique"},
                         findings);
  if (!reader.is_map()) return nullptr;
  const Node* collection = reader.require("collection", "collection: users");
  const Node* name = reader.require("name", "name: by_email");
  const Node* fields = reader.require("fields", "fields: [email]");
  if (collection == nullptr || name == nullptr || fields == nullptr) return nullptr;
  const auto collection_text = read_text(*collection, "collection", findings);
  const auto name_text = read_text(*name, "name", findings);
  auto paths = read_paths(*fields, "fields", findings);
  std::optional<bool> unique = false;
  if (const Node* told = reader.find("unique")) unique = read_bool(*told, "unique", findings);
  if (!collection_text || !name_text || !paths || !unique) return nullptr;
  stores::IndexSpec index{*name_text, *std::move(paths), *unique};
  // Whether the store has unique indexes is asked when it is made.
  if (const auto checked = stores::check_index_spec(index, true); !checked) {
    findings.error("bad-value", node.place(), checked.error().message(), checked.error().remedy());
    return nullptr;
  }
  return std::make_unique<EngineAction<engine::CreateIndex>>(
      "create_index", node, engine::CreateIndex(*collection_text, std::move(index)));
}

}  // namespace whimbrel::recipes
