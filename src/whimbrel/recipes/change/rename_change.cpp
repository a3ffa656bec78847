#include "whimbrel/recipes/change/rename_change.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

struct Renaming {
  model::Path from;
  model::Path to;
};

class RenameApplier final : public ChangeApplier {
 public:
  explicit RenameApplier(const std::vector<Renaming>& renamings) : renamings_(renamings) {}

  void apply(DraftItem& draft) override {
    for (const Renaming& renaming : renamings_) rename(renaming, draft);
  }

 private:
  void rename(const Renaming& renaming, DraftItem& draft) {
    const auto found = draft.find(renaming.from);
    if (!found) return;
    const model::RawValue value = draft.copy(*found);
    const auto taken = draft.find(renaming.to);
    if (taken && *taken != value) {
      draft.reject(fmt::format("{} cannot become {}: the item has a {} already",
                               renaming.from.text(), renaming.to.text(), renaming.to.text()));
      return;
    }
    draft.unset(renaming.from);
    draft.set(renaming.to, value);
  }

  const std::vector<Renaming>& renamings_;
};

class RenameChange final : public BasicChange {
 public:
  RenameChange(const Node& node, std::vector<Renaming> renamings)
      : BasicChange("rename", node), renamings_(std::move(renamings)) {}

  std::vector<model::Path> reads() const override {
    std::vector<model::Path> paths;
    for (const Renaming& renaming : renamings_) {
      paths.push_back(renaming.from);
      paths.push_back(renaming.to);
    }
    return paths;
  }
  std::vector<model::Path> writes() const override { return reads(); }

  // a to b and b to c would move on when done again.
  bool repeatable() const override {
    for (const Renaming& one : renamings_)
      for (const Renaming& other : renamings_)
        if (are_nested(one.to, other.from)) return false;
    return true;
  }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(const PrepareContext&) const override {
    return std::make_unique<RenameApplier>(renamings_);
  }

 private:
  std::vector<Renaming> renamings_;
};

}  // namespace

std::unique_ptr<Change> compile_rename(const Node& node, const CompileContext&,
                                       Findings& findings) {
  std::vector<Renaming> renamings;
  for (FieldRow& row : read_field_table(node, "rename", "rename: { oldName: newName }", findings)) {
    auto to = read_path(*row.spec, "the new name in rename", findings);
    if (!to) continue;
    if (are_nested(row.path, *to))
      findings.error(
          "overlapping-fields", row.place,
          fmt::format("{} cannot become {}, which is the same field or one inside the other",
                      row.path.text(), to->text()),
          "rename it to a third name first, then that to the new one");
    renamings.push_back({std::move(row.path), *std::move(to)});
  }
  if (renamings.empty()) return nullptr;
  return std::make_unique<RenameChange>(node, std::move(renamings));
}

}  // namespace whimbrel::recipes
