#include "whimbrel/engine/run_steps.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/apply_phase.hpp"
#include "whimbrel/engine/counted.hpp"
#include "whimbrel/engine/journal/journal_removal.hpp"
#include "whimbrel/engine/run_actions.hpp"
#include "whimbrel/engine/run_announcer.hpp"
#include "whimbrel/engine/run_backup.hpp"
#include "whimbrel/engine/run_verification.hpp"
#include "whimbrel/engine/undo_phase.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;

// Live writers that keep making what the migration mends would keep a run going for ever.
constexpr int sweeps_max = 3;

std::string in_words(const RunCounters& counters) {
  return fmt::format("{} changed, {}, {} skipped, {} quarantined", count_text(counters.changed),
                     counted(counters.conflicts, "conflict"), count_text(counters.skipped),
                     count_text(counters.quarantined));
}

base::Result<RunReport> end_run(ActiveRun& run, ReportBuilder& report) {
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(RunReport told, report.finish(run.record(), run.plan(), ledger));
  WHIMBREL_TRY(run.release());
  return told;
}

// Leaves the ledger saying why the run stopped. The error itself stays what it was; that it could
// not be filed is added, because the ledger then still says "running".
tl::unexpected<base::Error> stop_run(ActiveRun& run, base::Error error,
                                     const RunAnnouncer& announcer, ReportBuilder& report) {
  if (error.kind() == ErrorKind::lease_lost) return tl::unexpected(std::move(error));
  // A rollback that was refused before it began leaves a completed run what it is. One that was
  // done and could not be filed to the end is filed, or still says "rolling back": resumed as a
  // failed run it would be applied once more, over a journal that is taken back.
  const RunStatus reached = run.record().status;
  if (reached == RunStatus::completed || reached == RunStatus::rolled_back) {
    if (const auto released = run.release(); !released)
      error.with_context("the lease could not be given back (" + released.error().describe() + ")");
    return tl::unexpected(std::move(error));
  }
  const bool cancelled = error.kind() == ErrorKind::cancelled;
  announcer.tell(cancelled ? RunEvent::on_pause : RunEvent::on_failure, run.record(), report,
                 error.describe());
  run.set_error(error.describe());
  const bool undoing = run.record().status == RunStatus::rolling_back;
  const RunStatus status = undoing     ? RunStatus::rolling_back
                           : cancelled ? RunStatus::paused
                                       : RunStatus::failed;
  base::Status filed =
      run.change_status(status, cancelled ? "run interrupted" : "run stopped", error.describe());
  if (filed) filed = run.release();
  if (!filed) {
    error.with_context("the ledger could not be told either (" + filed.error().describe() + ")");
  }
  return tl::unexpected(std::move(error));
}

// The before-images of a migration that its author says is never taken back need not be kept.
base::Status forget_journal(ActiveRun& run, ReportBuilder& report) {
  WHIMBREL_TRY(erase_journal(run.session(), run.record().run_id, run.fence()));
  report.note("the journal was removed, as the migration says: it cannot be taken back");
  return {};
}

base::Result<PhaseEnd> apply_once(const RunEnvironment& environment, const Migration& migration,
                                  ActiveRun& run, const RunOptions& options,
                                  ReportBuilder& report) {
  report.begin_phase("apply");
  WHIMBREL_ASSIGN(const PhaseEnd end, apply_changes(environment, migration, run, options, report));
  report.end_phase(run.record().counters.scanned);
  report.note("applied: " + in_words(run.record().counters));
  return end;
}

base::Result<RunReport> pause_run(ActiveRun& run, const RunAnnouncer& announcer,
                                  ReportBuilder& report) {
  WHIMBREL_TRY(run.withdraw_request());
  WHIMBREL_TRY(run.change_status(RunStatus::paused, "run paused", in_words(run.record().counters)));
  report.note("paused on request; `whimbrel resume` goes on");
  announcer.tell(RunEvent::on_pause, run.record(), report);
  return end_run(run, report);
}

base::Result<RunReport> go_back(const RunEnvironment& environment, const Migration& migration,
                                ActiveRun& run, const RunOptions& options, ReportBuilder& report);

base::Result<RunReport> fail_verification(const RunEnvironment& environment,
                                          const Migration& migration, ActiveRun& run,
                                          const RunOptions& options, ReportBuilder& report) {
  run.set_error("verification failed");
  WHIMBREL_TRY(run.change_status(RunStatus::failed, "verification failed"));
  report.note("verification failed");
  RunAnnouncer(environment, migration, options)
      .tell(RunEvent::on_failure, run.record(), report, "verification failed");
  if (options.on_failed_verification == OnFailedVerification::stop) return end_run(run, report);
  return go_back(environment, migration, run, options, report);
}

base::Result<RunReport> go_forward(const RunEnvironment& environment, const Migration& migration,
                                   ActiveRun& run, const RunOptions& options,
                                   ReportBuilder& report) {
  const RunAnnouncer announcer(environment, migration, options);
  WHIMBREL_TRY(back_up_once(environment, migration, run, options, report));
  WHIMBREL_TRY(perform_actions(environment, migration, ActionStage::before, run, options, report));
  for (int sweep = 1;; ++sweep) {
    WHIMBREL_ASSIGN(const PhaseEnd end, apply_once(environment, migration, run, options, report));
    if (end == PhaseEnd::pause_requested) return pause_run(run, announcer, report);
    if (end == PhaseEnd::abort_requested) {
      WHIMBREL_TRY(run.withdraw_request());
      report.note("aborted on request; rolling back");
      return go_back(environment, migration, run, options, report);
    }
    run.clear_error();
    WHIMBREL_TRY(run.change_status(RunStatus::verifying, "changes applied",
                                   in_words(run.record().counters)));
    WHIMBREL_ASSIGN(const auto verdict,
                    verify_run(environment, migration, run.plan(), run.record(), options, report));
    if (verdict.passed) break;
    if (!verdict.another_sweep_mends || sweep == sweeps_max)
      return fail_verification(environment, migration, run, options, report);
    report.note("live writers put more behind the run; sweeping again");
    WHIMBREL_TRY(begin_another_sweep(run));
    if (run.record().parts > 1)
      WHIMBREL_TRY(run.change_status(RunStatus::running, "another sweep"));
  }
  WHIMBREL_TRY(perform_actions(environment, migration, ActionStage::after, run, options, report));
  WHIMBREL_TRY(
      run.change_status(RunStatus::completed, "run completed", in_words(run.record().counters)));
  report.note("verified and completed");
  if (!migration.info().undoable) WHIMBREL_TRY(forget_journal(run, report));
  announcer.tell(RunEvent::after_up, run.record(), report);
  return end_run(run, report);
}

base::Result<RunReport> go_back(const RunEnvironment& environment, const Migration& migration,
                                ActiveRun& run, const RunOptions& options, ReportBuilder& report) {
  const RunAnnouncer announcer(environment, migration, options);
  WHIMBREL_TRY(announcer.ask(RunEvent::before_down, &run.record()));
  WHIMBREL_TRY(settle_interrupted_batch(environment, migration, run, options));
  WHIMBREL_TRY(check_journal(environment, run));
  WHIMBREL_TRY(check_actions_undoable(migration, run));
  if (run.record().status != RunStatus::rolling_back)
    WHIMBREL_TRY(run.change_status(RunStatus::rolling_back, "rollback started"));
  WHIMBREL_TRY(undo_actions(environment, migration, ActionStage::after, run, options, report));
  report.begin_phase("undo");
  WHIMBREL_ASSIGN(const PhaseEnd end, undo_changes(environment, run, options));
  WHIMBREL_ASSIGN(const RunCounters undone, undo_counters(run));
  report.end_phase(undone.scanned);
  const std::string taken_back = fmt::format("{} restored, {} left", count_text(undone.changed),
                                             count_text(undone.quarantined));
  report.note("taken back: " + taken_back);
  if (end != PhaseEnd::finished) {
    WHIMBREL_TRY(run.withdraw_request());
    report.note("paused on request; `whimbrel resume` goes on taking it back");
    return end_run(run, report);
  }
  WHIMBREL_ASSIGN(const auto verdict,
                  verify_rollback(environment, run.plan(), run.record(), options, report));
  if (!verdict.passed) {
    return base::fail(
        ErrorKind::internal, "after the rollback some items still hold what the run wrote",
        "run `whimbrel resume`; the journal and the backup still hold the old values");
  }
  WHIMBREL_TRY(undo_actions(environment, migration, ActionStage::before, run, options, report));
  run.clear_error();
  WHIMBREL_TRY(run.change_status(RunStatus::rolled_back, "run rolled back", taken_back));
  report.note("rolled back and verified");
  announcer.tell(RunEvent::after_down, run.record(), report);
  return end_run(run, report);
}

}  // namespace

base::Result<RunReport> carry_forward(const RunEnvironment& environment, const Migration& migration,
                                      ActiveRun& run, const RunOptions& options,
                                      ReportBuilder& report) {
  auto told = go_forward(environment, migration, run, options, report);
  if (!told) {
    const RunAnnouncer announcer(environment, migration, options);
    return stop_run(run, std::move(told).error(), announcer, report);
  }
  return told;
}

base::Result<RunReport> carry_back(const RunEnvironment& environment, const Migration& migration,
                                   ActiveRun& run, const RunOptions& options,
                                   ReportBuilder& report) {
  auto told = go_back(environment, migration, run, options, report);
  if (!told) {
    const RunAnnouncer announcer(environment, migration, options);
    return stop_run(run, std::move(told).error(), announcer, report);
  }
  return told;
}

}  // namespace whimbrel::engine
