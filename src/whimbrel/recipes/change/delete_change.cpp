#include "whimbrel/recipes/change/delete_change.hpp"

#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

class DeleteApplier final : public ChangeApplier {
 public:
  void apply(DraftItem& draft) override { draft.erase(); }
};

class DeleteChange final : public BasicChange {
 public:
  explicit DeleteChange(const Node& node) : BasicChange("delete", node) {}

  bool removes_item() const override { return true; }
  bool always_removes_item() const override { return true; }

  void lint(const LintContext& context, Findings& findings) const override {
    if (!context.undoable)
      findings.warn("delete-without-undo", place(),
                    "the items are gone for good once the run is completed",
                    "leave undo: journal, so that they can be brought back");
  }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(const PrepareContext&) const override {
    return std::make_unique<DeleteApplier>();
  }
};

}  // namespace

std::unique_ptr<Change> compile_delete(const Node& node, const CompileContext&,
                                       Findings& findings) {
  const auto wanted = read_bool(node, "delete", findings);
  if (!wanted) return nullptr;
  if (!*wanted) {
    findings.error("bad-value", node.place(), "delete: false does nothing",
                   "write delete: true, or remove the step");
    return nullptr;
  }
  return std::make_unique<DeleteChange>(node);
}

}  // namespace whimbrel::recipes
