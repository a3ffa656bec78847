#include "whimbrel/recipes/action/create_collection_action.hpp"

#include "whimbrel/engine/actions/create_collection.hpp"
#include "whimbrel/recipes/action/basic_action.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/stores/collection_name.hpp"

namespace whimbrel::recipes {

std::unique_ptr<RecipeAction> compile_create_collection(const Node& node,
                                                        const ActionCompileContext&,
                                                        Findings& findings) {
  const MapReader reader(node, "create_collection", {"name", "key"}, findings);
  if (!reader.is_map()) return nullptr;
  const Node* name = reader.require("name", "name: people");
  stores::CollectionSpec spec;
  spec.key_fields = {model::Path({"_id"})};
  if (const Node* key = reader.find("key"))
    spec.key_fields = read_paths(*key, "key", findings).value_or(std::vector<model::Path>());
  if (name == nullptr || spec.key_fields.empty()) return nullptr;
  spec.name = read_text(*name, "name", findings).value_or("");
  if (spec.name.empty()) return nullptr;
  if (const auto checked = stores::check_collection_name(spec.name); !checked) {
    findings.error("bad-value", name->place(), checked.error().message(), checked.error().remedy());
    return nullptr;
  }
  return std::make_unique<EngineAction<engine::CreateCollection>>(
      "create_collection", node, engine::CreateCollection(std::move(spec)));
}

}  // namespace whimbrel::recipes
