#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/change_sink.hpp"
#include "whimbrel/recipes/change/change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"

namespace whimbrel::recipes {

// Does all changes of a recipe to one item after the other. One a thread.
class ChangeRunner {
 public:
  ChangeRunner(const model::ItemCodec& codec, std::vector<std::unique_ptr<ChangeApplier>> appliers);

  // Whether any change asks another process, so that expect() is worth the time.
  bool asks() const;

  // The items (padding behind each) that apply() will be asked about next: what other processes are
  // asked about them goes out in one go. apply() gives the same without.
  void expect(std::span<const std::string_view> items);

  // Changes the loaded item and tells the sink. `sink` may hold paths of this object: it must live
  // as long as what was told.
  void apply(const model::ItemView& item, engine::ChangeSink& sink);

 private:
  void foresee(std::string_view item, std::size_t step);

  DraftItem draft_;
  std::unique_ptr<model::ItemView> view_;
  std::vector<std::unique_ptr<ChangeApplier>> appliers_;
};

// The `change` of a recipe: its changes in their order, and what they are together. Immutable;
// share between threads.
class ChangeList {
 public:
  // Reads the list; what is wrong with it goes into `findings`, all of it, and then the list is of
  // no use. `context.jq` and `context.step` are set here.
  static ChangeList compile(const Node& steps, CompileContext context, Findings& findings);

  std::span<const std::unique_ptr<Change>> changes() const noexcept { return changes_; }

  std::string definition() const;
  // Whether doing it all again to what it made changes nothing more, as far as can be told without
  // knowing the data: when in doubt, no.
  bool repeatable() const;
  // Each once.
  std::vector<model::Path> reads() const;
  bool reads_whole_item() const;
  std::vector<std::string> inserts_into() const;
  void lint(const LintContext& context, Findings& findings) const;
  base::Status pin(const engine::PinContext& context, engine::PinnedInputs& inputs) const;

  // For one thread; `codec` must outlive it. Starts the processes that jq and programs need when
  // they are first asked.
  base::Result<std::unique_ptr<ChangeRunner>> prepare(const engine::PinnedInputs& inputs,
                                                      const model::ItemCodec& codec) const;

 private:
  std::vector<std::unique_ptr<Change>> changes_;
  std::shared_ptr<JqExpressions> jq_;
};

}  // namespace whimbrel::recipes
