#include "whimbrel/engine/run_verification.hpp"

#include <algorithm>

#include "whimbrel/engine/verifier.hpp"

namespace whimbrel::engine {
namespace {

// Quarantined items and those that TEST_MODE left out are known not to be changed: what the
// migration's checks say of them is worth knowing, but no failure of the run.
void soften(std::vector<CheckResult>& checks) {
  for (CheckResult& check : checks) check.only_warns = true;
}

}  // namespace

base::Result<VerificationVerdict> verify_run(const RunEnvironment& environment,
                                             const Migration& migration, const Plan& plan,
                                             const RunRecord& run, const RunOptions& options,
                                             ReportBuilder& report) {
  report.clear_checks();
  report.begin_phase("verify");
  // Its before-images were given up with its completion.
  const bool journal_gone = run.status == RunStatus::completed && !migration.info().undoable;
  Verification applied;
  if (!journal_gone) {
    WHIMBREL_ASSIGN(applied,
                    verify_applied(environment, migration, plan, run, options.parallel_segments));
  }
  WHIMBREL_ASSIGN(const AfterRead after, read_after_run(environment, migration, plan, run.run_id,
                                                        options.parallel_segments));
  WHIMBREL_ASSIGN(auto own_checks, migration.check_after(environment.store, after.observers));
  if (run.counters.quarantined > 0 || plan.test_items_max) soften(own_checks);
  report.end_phase(applied.checked);

  const CheckResult writes = applied_check(applied, plan);
  const std::uint64_t left_over =
      after.left_over - std::min(after.left_over, applied.selected_again);
  const CheckResult selection = left_over_check(left_over, migration, plan);
  if (!journal_gone) report.add_check(writes);
  if (!walked_passes(migration).empty()) report.add_check(selection);
  report.add_checks(own_checks);
  VerificationVerdict verdict;
  verdict.passed = all_passed(report.checks());
  verdict.another_sweep_mends = writes.passed && !selection.passed && !selection.only_warns;
  return verdict;
}

base::Result<VerificationVerdict> verify_rollback(const RunEnvironment& environment,
                                                  const Plan& plan, const RunRecord& run,
                                                  const RunOptions& options,
                                                  ReportBuilder& report) {
  report.clear_checks();
  report.begin_phase("verify");
  WHIMBREL_ASSIGN(const Verification undone,
                  verify_undone(environment, run, options.parallel_segments));
  report.end_phase(undone.checked);
  report.add_check(undone_check(undone, plan));
  return VerificationVerdict{all_passed(report.checks()), false};
}

}  // namespace whimbrel::engine
