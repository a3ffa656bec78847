#include "whimbrel/recipes/change/unset_change.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {
namespace {

class UnsetApplier final : public ChangeApplier {
 public:
  explicit UnsetApplier(const std::vector<model::Path>& paths) : paths_(paths) {}

  void apply(DraftItem& draft) override {
    for (const model::Path& path : paths_) draft.unset(path);
  }

 private:
  const std::vector<model::Path>& paths_;
};

class UnsetChange final : public BasicChange {
 public:
  UnsetChange(const Node& node, std::vector<model::Path> paths)
      : BasicChange("unset", node), paths_(std::move(paths)) {}

  std::vector<model::Path> writes() const override { return paths_; }

  void lint(const LintContext& context, Findings& findings) const override {
    if (context.undoable) return;
    for (const model::Path& path : paths_)
      findings.warn(
          "unset-without-undo", place(),
          fmt::format("the values of {} are gone for good once the run is completed", path.text()),
          "leave undo: journal, so that they can be brought back");
  }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(const PrepareContext&) const override {
    return std::make_unique<UnsetApplier>(paths_);
  }

 private:
  std::vector<model::Path> paths_;
};

void find_overlaps(const Node& node, std::span<const model::Path> paths, Findings& findings) {
  for (std::size_t i = 0; i < paths.size(); ++i)
    for (const model::Path& other : paths.first(i))
      if (are_nested(paths[i], other))
        findings.error("overlapping-fields", node.place(),
                       fmt::format("unset removes {} and {}, one inside the other", other.text(),
                                   paths[i].text()),
                       "name the outer one alone: it takes the inner one with it");
}

}  // namespace

std::unique_ptr<Change> compile_unset(const Node& node, const CompileContext&, Findings& findings) {
  auto paths = read_paths(node, "unset", findings);
  if (!paths) return nullptr;
  find_overlaps(node, *paths, findings);
  return std::make_unique<UnsetChange>(node, *std::move(paths));
}

}  // namespace whimbrel::recipes
