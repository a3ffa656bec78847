#include "whimbrel/recipes/action/drop_index_action.hpp"

#include <fmt/format.h>

#include "whimbrel/model/plain_json.hpp"
#include "whimbrel/recipes/action/basic_action.hpp"
#include "whimbrel/recipes/action/index_memo.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

class DropIndexAction final : public BasicAction {
 public:
  DropIndexAction(const Node& node, std::string collection, std::string name)
      : BasicAction("drop_index", node),
        collection_(std::move(collection)),
        name_(std::move(name)) {}

  std::string description() const override {
    return fmt::format("drop index {} of {}", name_, collection_);
  }

  base::Result<std::string> prepare(const engine::ActionContext& context) const override {
    WHIMBREL_ASSIGN(const auto there, engine::find_index(context.store, collection_, name_));
    if (!there) return std::string(engine::memo_absent);
    std::string memo;
    WHIMBREL_TRY(model::write_plain_json(value_of_index(*there), memo));
    return memo;
  }

  base::Result<bool> is_done(const engine::ActionContext& context) const override {
    WHIMBREL_ASSIGN(const auto there, engine::find_index(context.store, collection_, name_));
    return !there.has_value();
  }

  base::Status perform(const engine::ActionContext& context) const override {
    return context.store.drop_index(collection_, name_);
  }

  bool works_in_dry_run() const override { return true; }

  base::Status undo(const engine::ActionContext& context) const override {
    if (context.memo.empty() || context.memo == engine::memo_absent) return {};
    const auto value = model::read_plain_json(context.memo);
    if (!value) return broken_memo(description());
    WHIMBREL_ASSIGN(const auto index, index_of_value(*value));
    return context.store.create_index(collection_, index);
  }

 private:
  std::string collection_;
  std::string name_;
};

}  // namespace

std::unique_ptr<RecipeAction> compile_drop_index(const Node& node, const ActionCompileContext&,
                                                 Findings& findings) {
  const MapReader reader(node, "drop_index", {"collection", "name"}, findings);
  if (!reader.is_map()) return nullptr;
  const Node* collection = reader.require("collection", "collection: users");
  const Node* name = reader.require("name", "name: by_email");
  if (collection == nullptr || name == nullptr) return nullptr;
  const auto collection_text = read_text(*collection, "collection", findings);
  const auto name_text = read_text(*name, "name", findings);
  if (!collection_text || !name_text) return nullptr;
  return std::make_unique<DropIndexAction>(node, *collection_text, *name_text);
}

}  // namespace whimbrel::recipes
