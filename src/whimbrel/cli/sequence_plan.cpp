#include "whimbrel/cli/sequence_plan.hpp"

#include <fmt/format.h>

#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/scratch_store.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/report/headline.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;
using engine::SequenceStep;

// Shows a run on a scratch store as what it is, so that nobody takes it for the real one.
class ScratchProgress final : public engine::ProgressSink {
 public:
  explicit ScratchProgress(engine::ProgressSink& shown) : shown_(shown) {}

  void on_progress(const engine::Progress& progress) override {
    const std::string phase = fmt::format("{} on a scratch copy", progress.phase);
    engine::Progress renamed = progress;
    renamed.phase = phase;
    shown_.on_progress(renamed);
  }
  void on_message(std::string_view message) override { shown_.on_message(message); }

 private:
  engine::ProgressSink& shown_;
};

class SequencePlanner {
 public:
  SequencePlanner(const Invocation& call, SequenceContext& context, engine::RunOptions options)
      : call_(call), context_(context), options_(std::move(options)) {
    options_.dry_run = true;
    options_.backup_first = false;
  }

  base::Result<std::vector<PlannedStep>> plan(const engine::Sequence::Steps& steps) {
    WHIMBREL_ASSIGN(overlay_, ScratchStore::create(ScratchStore::Durability::none,
                                                   context_.target().store().codec()));
    ahead_.emplace(context_.target().store(), overlay_->store());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      planned_.push_back({steps[i], std::nullopt, refused_by_an_earlier(*steps[i])});
      if (planned_.back().refusal) continue;
      const base::Status done = plan_one(planned_.back(), is_built_on(steps, i));
      if (done) continue;
      if (done.error().kind() == ErrorKind::cancelled) return tl::unexpected(done.error());
      planned_.back().refusal = as_refusal(done.error());
    }
    return std::move(planned_);
  }

 private:
  bool is_built_on(const engine::Sequence::Steps& steps, std::size_t at) const {
    for (std::size_t later = at + 1; later < steps.size(); ++later)
      if (context_.sequence().builds_on(*steps[later], *steps[at])) return true;
    return false;
  }

  std::optional<base::Error> refused_by_an_earlier(const SequenceStep& step) const {
    for (const PlannedStep& earlier : planned_) {
      if (!earlier.refusal || !context_.sequence().builds_on(step, *earlier.step)) continue;
      return base::Error(ErrorKind::refused,
                         fmt::format("cannot be foreseen: {}, on which it builds, is refused",
                                     earlier.step->member.id),
                         "mend that one first");
    }
    return std::nullopt;
  }

  // What does not fit the data is a reason not to begin; a store that fails is no such thing.
  static base::Error as_refusal(const base::Error& error) {
    if (error.kind() != ErrorKind::not_found && error.kind() != ErrorKind::invalid_data)
      return error;
    base::Error refusal(ErrorKind::refused, error.message(), error.remedy());
    for (const std::string& place : error.context()) refusal.with_context(place);
    return refusal;
  }

  base::Status plan_one(PlannedStep& planned, bool carry_out) {
    const engine::Migration& migration = context_.migration_of(*planned.step);
    options_.test_items_max = test_items_max_of(call_, migration.info());
    WHIMBREL_ASSIGN(const auto rehearsal,
                    ScratchStore::create(ScratchStore::Durability::full, ahead_->codec()));
    ProgressBar progress(call_.terminal(), call_.clock(), migration.info().item_noun);
    const engine::RunEnvironment environment{*ahead_, call_.clock(), call_.cancellation(), progress,
                                             &rehearsal->store()};
    WHIMBREL_ASSIGN(planned.plan, engine::make_plan(environment, migration, options_));
    WHIMBREL_TRY(engine::check_plan(environment, migration, *planned.plan, options_));
    return carry_out ? carry_out_ahead(migration, *planned.plan, progress) : base::Status{};
  }

  base::Status carry_out_ahead(const engine::Migration& migration, const engine::Plan& plan,
                               engine::ProgressSink& progress) {
    ScratchProgress shown(progress);
    const engine::RunEnvironment environment{*ahead_, call_.clock(), call_.cancellation(), shown};
    WHIMBREL_ASSIGN(const engine::RunReport report,
                    engine::run_up(environment, migration, plan, false, options_));
    if (report.run.status == engine::RunStatus::completed) return {};
    const engine::Headline headline = engine::headline_of(report);
    return base::fail(ErrorKind::refused, "carried out on a scratch copy: " + headline.title,
                      headline.next_step);
  }

  const Invocation& call_;
  SequenceContext& context_;
  engine::RunOptions options_;
  std::unique_ptr<ScratchStore> overlay_;
  std::optional<engine::DryRunStore> ahead_;
  std::vector<PlannedStep> planned_;
};

}  // namespace

base::Result<std::vector<PlannedStep>> plan_steps(const Invocation& call, SequenceContext& context,
                                                  const engine::Sequence::Steps& steps) {
  WHIMBREL_ASSIGN(auto options, run_options_of(call));
  return SequencePlanner(call, context, std::move(options)).plan(steps);
}

base::Status refuse_unfit(const std::vector<PlannedStep>& planned) {
  for (const PlannedStep& one : planned)
    if (one.refusal) return base::fail_in(one.step->member.id, *one.refusal);
  return {};
}

}  // namespace whimbrel::cli
