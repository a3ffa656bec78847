#include "whimbrel/recipes/action/drop_collection_action.hpp"

#include <fmt/format.h>

#include "whimbrel/recipes/action/basic_action.hpp"
#include "whimbrel/recipes/action/collection_archive.hpp"
#include "whimbrel/recipes/action/collection_content.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

class DropCollectionAction final : public BasicAction {
 public:
  DropCollectionAction(const Node& node, std::string name, base::FileSystem& files)
      : BasicAction("drop_collection", node), name_(std::move(name)), files_(files) {}

  std::string description() const override { return "drop collection " + name_; }

  base::Result<std::string> prepare(const engine::ActionContext& context) const override {
    WHIMBREL_ASSIGN(const bool there, engine::has_collection(context.store, name_));
    if (!there) return std::string(engine::memo_absent);
    context.progress.on_message(fmt::format("archiving {} before it is dropped", name_));
    WHIMBREL_ASSIGN(const auto archive, archive_collection(context, files_, name_));
    context.progress.on_message(fmt::format("{} is archived in {}", name_, archive.path));
    return to_memo(archive);
  }

  base::Result<bool> is_done(const engine::ActionContext& context) const override {
    WHIMBREL_ASSIGN(const bool there, engine::has_collection(context.store, name_));
    return !there;
  }

  base::Status perform(const engine::ActionContext& context) const override {
    WHIMBREL_ASSIGN(const auto archive, archive_of_memo(context.memo));
    WHIMBREL_ASSIGN(const auto content, read_content(context.store, name_, context.cancellation));
    if (content.digest != archive.content.digest)
      return base::fail(
          base::ErrorKind::refused,
          fmt::format("{} has changed since it was archived, so it is not dropped", name_),
          "stop whoever writes to it, take this run back, and run it again");
    return context.store.drop_collection(name_);
  }

  base::Status undo(const engine::ActionContext& context) const override {
    if (context.memo.empty() || context.memo == engine::memo_absent) return {};
    WHIMBREL_ASSIGN(const auto archive, archive_of_memo(context.memo));
    return restore_collection(context, files_, name_, archive);
  }

 private:
  std::string name_;
  base::FileSystem& files_;
};

}  // namespace

std::unique_ptr<RecipeAction> compile_drop_collection(const Node& node,
                                                      const ActionCompileContext& context,
                                                      Findings& findings) {
  const MapReader reader(node, "drop_collection", {"name"}, findings);
  if (!reader.is_map()) return nullptr;
  const Node* name = reader.require("name", "name: old_users");
  if (name == nullptr) return nullptr;
  const auto text = read_text(*name, "name", findings);
  if (!text) return nullptr;
  return std::make_unique<DropCollectionAction>(node, *text, context.files);
}

}  // namespace whimbrel::recipes
