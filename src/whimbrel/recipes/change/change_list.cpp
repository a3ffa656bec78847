#include "whimbrel/recipes/change/change_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/change/jq_expressions.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {

ChangeRunner::ChangeRunner(const model::ItemCodec& codec,
                           std::vector<std::unique_ptr<ChangeApplier>> appliers)
    : draft_(codec), view_(codec.make_view()), appliers_(std::move(appliers)) {}

bool ChangeRunner::asks() const {
  return std::ranges::any_of(appliers_, [](const auto& applier) { return applier->asks(); });
}

void ChangeRunner::expect(std::span<const std::string_view> items) {
  for (const auto& applier : appliers_) applier->forget();
  for (std::size_t step = 0; step < appliers_.size(); ++step) {
    if (!appliers_[step]->asks()) continue;
    for (const std::string_view item : items) foresee(item, step);
    appliers_[step]->ask();
  }
}

// What earlier steps ask is answered by now.
void ChangeRunner::foresee(std::string_view item, std::size_t step) {
  if (!view_->load(item)) return;
  draft_.begin(*view_);
  for (std::size_t i = 0; i < step && !draft_.is_decided(); ++i) appliers_[i]->apply(draft_);
  if (!draft_.is_decided()) appliers_[step]->foresee(draft_);
}

void ChangeRunner::apply(const model::ItemView& item, engine::ChangeSink& sink) {
  draft_.begin(item);
  for (const auto& applier : appliers_) {
    if (draft_.is_decided()) break;
    applier->apply(draft_);
  }
  draft_.finish(sink);
}

ChangeList ChangeList::compile(const Node& steps, CompileContext context, Findings& findings) {
  ChangeList list;
  list.jq_ = std::make_shared<JqExpressions>(context.jq_command);
  context.jq = list.jq_;
  if (!steps.is_list() || steps.items().empty()) {
    wrong_type(steps, "change", "a list of changes", "write change: [ { set: { status: open } } ]",
               findings);
    return list;
  }
  context.step = 0;
  for (const Node& step : steps.items()) {
    ++context.step;
    if (!list.changes_.empty() && list.changes_.back()->removes_item())
      findings.error(
          "unreachable-change", step.place(),
          fmt::format("nothing is left to change behind {}", list.changes_.back()->kind()),
          "move this step before it, or remove it");
    if (auto change = compile_change(step, context, findings))
      list.changes_.push_back(std::move(change));
  }
  return list;
}

std::string ChangeList::definition() const {
  std::string text;
  for (const auto& change : changes_) (text += change->definition()) += '\n';
  return text;
}

bool ChangeList::repeatable() const {
  const auto rests_on = [](const Change& reader, const Change& writer) {
    if (reader.reads_whole_item() || (writer.writes_any_field() && !reader.reads().empty()))
      return true;
    const auto read = reader.reads();
    const auto written = writer.writes();
    return std::ranges::any_of(read, [&](const model::Path& path) {
      return std::ranges::any_of(written,
                                 [&](const model::Path& other) { return are_nested(path, other); });
    });
  };
  // An item that is gone is not looked at again.
  if (!changes_.empty() && changes_.back()->always_removes_item()) return true;
  // What one step rests on and another changes could give something else the second time.
  for (const auto& reader : changes_) {
    if (!reader->repeatable()) return false;
    for (const auto& writer : changes_)
      if (reader != writer && rests_on(*reader, *writer)) return false;
  }
  return true;
}

std::vector<model::Path> ChangeList::reads() const {
  std::vector<model::Path> all;
  for (const auto& change : changes_)
    for (model::Path& path : change->reads())
      if (std::ranges::find(all, path) == all.end()) all.push_back(std::move(path));
  return all;
}

bool ChangeList::reads_whole_item() const {
  return std::ranges::any_of(changes_,
                             [](const auto& change) { return change->reads_whole_item(); });
}

std::vector<std::string> ChangeList::inserts_into() const {
  std::vector<std::string> all;
  for (const auto& change : changes_)
    for (std::string& name : change->inserts_into())
      if (std::ranges::find(all, name) == all.end()) all.push_back(std::move(name));
  return all;
}

void ChangeList::lint(const LintContext& context, Findings& findings) const {
  for (const auto& change : changes_) change->lint(context, findings);
}

base::Status ChangeList::pin(const engine::PinContext& context,
                             engine::PinnedInputs& inputs) const {
  for (const auto& change : changes_)
    if (auto pinned = change->pin(context, inputs); !pinned)
      return base::fail_in(std::string(change->kind()), std::move(pinned).error());
  return {};
}

base::Result<std::unique_ptr<ChangeRunner>> ChangeList::prepare(
    const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const {
  PrepareContext context{inputs, codec, std::make_shared<JqProcess>(jq_)};
  std::vector<std::unique_ptr<ChangeApplier>> appliers;
  for (const auto& change : changes_) {
    auto applier = change->prepare(context);
    if (!applier) return base::fail_in(std::string(change->kind()), std::move(applier).error());
    appliers.push_back(*std::move(applier));
  }
  return std::make_unique<ChangeRunner>(codec, std::move(appliers));
}

}  // namespace whimbrel::recipes
