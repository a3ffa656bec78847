#include "whimbrel/engine/run_actions.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/engine/ledger/action_record.hpp"

namespace whimbrel::engine {
namespace {

using Actions = std::span<const std::unique_ptr<Action>>;

Actions actions_of(const Migration& migration, ActionStage stage) {
  return stage == ActionStage::before ? migration.actions_before() : migration.actions_after();
}

std::string_view name_of(ActionStage stage) {
  return stage == ActionStage::before ? "before" : "after";
}

// One action of a run, with what the ledger knows of it.
class ActionStep {
 public:
  ActionStep(const RunEnvironment& environment, const RunOptions& options, ActiveRun& run,
             ActionStage stage, std::size_t index, const Action& action)
      : run_(run),
        stage_(name_of(stage)),
        index_(index),
        action_(action),
        context_{environment.store,
                 environment.clock,
                 environment.cancellation,
                 environment.progress,
                 run.record().run_id,
                 run.record().run_time_ms,
                 options.backup_directory,
                 {},
                 options.backup_passphrase.empty() ? nullptr : &options.backup_passphrase} {}

  base::Result<std::optional<ActionRecord>> record() {
    return action_record(run_.session(), run_.record().run_id, stage_, index_);
  }

  base::Status perform(ReportBuilder& report) {
    WHIMBREL_ASSIGN(auto known, record());
    if (known && known->state != ActionState::begun && known->state != ActionState::undone)
      return {};
    const bool interrupted = known && known->state == ActionState::begun;
    WHIMBREL_ASSIGN(const bool is_there, named(action_.is_done(context_)));
    if (is_there) return end(interrupted ? ActionState::done : ActionState::found, known, report);
    if (!interrupted) {
      ActionRecord begun{action_.description(), ActionState::begun, {}};
      WHIMBREL_ASSIGN(begun.memo, named(action_.prepare(context_)));
      WHIMBREL_TRY(put(begun));
      known = std::move(begun);
    }
    context_.memo = known->memo;
    WHIMBREL_TRY(named(action_.perform(context_)));
    return end(ActionState::done, known, report);
  }

  base::Status undo(ReportBuilder& report) {
    WHIMBREL_ASSIGN(auto known, record());
    if (!known || known->state == ActionState::found || known->state == ActionState::undone)
      return {};
    context_.memo = known->memo;
    WHIMBREL_TRY(named(action_.undo(context_)));
    return end(ActionState::undone, known, report);
  }

 private:
  base::Status put(const ActionRecord& record) {
    return put_action_record(run_.session(), run_.record().run_id, stage_, index_, record,
                             run_.fence());
  }

  base::Status end(ActionState state, const std::optional<ActionRecord>& known,
                   ReportBuilder& report) {
    ActionRecord record = known.value_or(ActionRecord{});
    record.description = action_.description();
    record.state = state;
    WHIMBREL_TRY(put(record));
    const std::string_view what = state == ActionState::found    ? "found done: "
                                  : state == ActionState::undone ? "taken back: "
                                                                 : "done: ";
    report.note(fmt::format("{}{}", what, record.description));
    return {};
  }

  template <typename T>
  base::Result<T> named(base::Result<T> result) const {
    if (result) return result;
    return base::fail_in(action_.description(), std::move(result).error());
  }

  ActiveRun& run_;
  std::string_view stage_;
  std::size_t index_;
  const Action& action_;
  ActionContext context_;
};

}  // namespace

base::Status perform_actions(const RunEnvironment& environment, const Migration& migration,
                             ActionStage stage, ActiveRun& run, const RunOptions& options,
                             ReportBuilder& report) {
  const Actions actions = actions_of(migration, stage);
  for (std::size_t i = 0; i < actions.size(); ++i) {
    WHIMBREL_TRY(environment.cancellation.check());
    if (options.dry_run && !actions[i]->works_in_dry_run()) {
      report.note("would be done: " + actions[i]->description());
      continue;
    }
    ActionStep step(environment, options, run, stage, i, *actions[i]);
    WHIMBREL_TRY(step.perform(report));
  }
  return {};
}

base::Status undo_actions(const RunEnvironment& environment, const Migration& migration,
                          ActionStage stage, ActiveRun& run, const RunOptions& options,
                          ReportBuilder& report) {
  const Actions actions = actions_of(migration, stage);
  for (std::size_t i = actions.size(); i-- > 0;) {
    if (options.dry_run && !actions[i]->works_in_dry_run()) {
      report.note("would be taken back: " + actions[i]->description());
      continue;
    }
    ActionStep step(environment, options, run, stage, i, *actions[i]);
    WHIMBREL_TRY(step.undo(report));
  }
  return {};
}

base::Status check_actions_undoable(const Migration& migration, ActiveRun& run) {
  for (const ActionStage stage : {ActionStage::after, ActionStage::before}) {
    const Actions actions = actions_of(migration, stage);
    for (std::size_t i = 0; i < actions.size(); ++i) {
      if (actions[i]->can_undo()) continue;
      WHIMBREL_ASSIGN(const auto record,
                      action_record(run.session(), run.record().run_id, name_of(stage), i));
      if (!record || record->state == ActionState::found || record->state == ActionState::undone)
        continue;
      return base::fail(base::ErrorKind::refused,
                        fmt::format("{} was done and cannot be taken back; nothing was changed",
                                    actions[i]->description()),
                        "give the action an undo, or take its effect back by hand and write the "
                        "change of the items as a migration of its own");
    }
  }
  return {};
}

}  // namespace whimbrel::engine
