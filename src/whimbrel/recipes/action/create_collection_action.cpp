#include "whimbrel/recipes/action/create_collection_action.hpp"

#include <fmt/format.h>

#include "whimbrel/recipes/action/basic_action.hpp"
#include "whimbrel/recipes/action/collection_content.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/stores/collection_name.hpp"

namespace whimbrel::recipes {
namespace {

class CreateCollectionAction final : public BasicAction {
 public:
  CreateCollectionAction(const Node& node, stores::CollectionSpec spec)
      : BasicAction("create_collection", node), spec_(std::move(spec)) {}

  std::string description() const override { return "create collection " + spec_.name; }

  base::Result<std::string> prepare(const engine::ActionContext& context) const override {
    WHIMBREL_ASSIGN(const bool there, has_collection(context.store, spec_.name));
    return std::string(there ? memo_present : memo_absent);
  }

  base::Result<bool> is_done(const engine::ActionContext& context) const override {
    WHIMBREL_ASSIGN(const bool there, has_collection(context.store, spec_.name));
    if (!there) return false;
    WHIMBREL_ASSIGN(const auto info, context.store.collection(spec_.name));
    if (info.spec.key_fields == spec_.key_fields) return true;
    return base::fail(base::ErrorKind::refused,
                      fmt::format("the collection {} is there with another key", spec_.name),
                      "write its key in the recipe, or choose another name");
  }

  base::Status perform(const engine::ActionContext& context) const override {
    return context.store.create_collection(spec_);
  }

  bool works_in_dry_run() const override { return true; }

  base::Status undo(const engine::ActionContext& context) const override {
    if (context.memo != memo_absent) return {};
    WHIMBREL_ASSIGN(const bool there, has_collection(context.store, spec_.name));
    if (!there) return {};
    WHIMBREL_ASSIGN(const bool empty, is_empty(context.store, spec_.name));
    if (empty) return context.store.drop_collection(spec_.name);
    context.progress.on_message(
        fmt::format("the collection {} stays: others have put items into it since this run made it",
                    spec_.name));
    return {};
  }

 private:
  stores::CollectionSpec spec_;
};

}  // namespace

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
  return std::make_unique<CreateCollectionAction>(node, std::move(spec));
}

}  // namespace whimbrel::recipes
