#include "whimbrel/recipes/action/create_index_action.hpp"

#include <fmt/format.h>

#include "whimbrel/recipes/action/basic_action.hpp"
#include "whimbrel/recipes/action/index_memo.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

class CreateIndexAction final : public BasicAction {
 public:
  CreateIndexAction(const Node& node, std::string collection, stores::IndexSpec index)
      : BasicAction("create_index", node),
        collection_(std::move(collection)),
        index_(std::move(index)) {}

  std::string description() const override {
    return fmt::format("create {}index {} on {}", index_.unique ? "unique " : "", index_.name,
                       collection_);
  }

  base::Result<std::string> prepare(const engine::ActionContext& context) const override {
    WHIMBREL_ASSIGN(const auto there, find_index(context.store, collection_, index_.name));
    return std::string(there ? memo_present : memo_absent);
  }

  base::Result<bool> is_done(const engine::ActionContext& context) const override {
    WHIMBREL_ASSIGN(const auto there, find_index(context.store, collection_, index_.name));
    if (!there) return false;
    WHIMBREL_TRY(stores::check_same_index(*there, index_));
    return true;
  }

  base::Status perform(const engine::ActionContext& context) const override {
    return context.store.create_index(collection_, index_);
  }

  bool works_in_dry_run() const override { return true; }

  // One that was replaced since is another's.
  base::Status undo(const engine::ActionContext& context) const override {
    if (context.memo != memo_absent) return {};
    const auto there = find_index(context.store, collection_, index_.name);
    if (!there && there.error().kind() == base::ErrorKind::not_found) return {};
    if (!there) return tl::unexpected(there.error());
    if (!*there || **there != index_) return {};
    return context.store.drop_index(collection_, index_.name);
  }

 private:
  std::string collection_;
  stores::IndexSpec index_;
};

}  // namespace

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
  return std::make_unique<CreateIndexAction>(node, *collection_text, std::move(index));
}

}  // namespace whimbrel::recipes
