#include <fmt/format.h>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/run_steps.hpp"
#include "whimbrel/engine/segment_board.hpp"
#include "whimbrel/engine/shared_apply.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;

constexpr std::int64_t look_at_run_ms = 500;

base::Result<RunRecord> find_run(Ledger& ledger, const std::string& run_id) {
  WHIMBREL_ASSIGN(auto run, ledger.run(run_id));
  if (run) return *std::move(run);
  return base::fail(ErrorKind::not_found, "there is no run " + run_id,
                    "`whimbrel history` lists the runs of the target");
}

base::Status check_may_join(const Migration& migration, const RunRecord& run) {
  WHIMBREL_TRY(expect_same_migration(migration, run));
  if (run.parts < 2)
    return base::fail(ErrorKind::refused, fmt::format("run {} is not shared", run.run_id),
                      "share one from its start: `whimbrel up --share 8`");
  const bool goes_on = run.status == RunStatus::running || run.status == RunStatus::verifying ||
                       run.status == RunStatus::completed;
  if (goes_on) return {};
  return base::fail(ErrorKind::refused,
                    fmt::format("run {} has status {}", run.run_id, to_string(run.status)),
                    "go on with `whimbrel resume`, then let others join");
}

bool goes_on(RunStatus status) {
  return status == RunStatus::running || status == RunStatus::verifying;
}

// What this process, which does not hold the run, is told about it.
base::Result<ControlRequest> look_at_run(const RunEnvironment& environment, Ledger& ledger,
                                         stores::Session& session, const std::string& run_id) {
  WHIMBREL_TRY(environment.cancellation.check());
  WHIMBREL_ASSIGN(const RunRecord now, find_run(ledger, run_id));
  if (now.status != RunStatus::running) return ControlRequest::pause;
  return pending_control(session, run_id);
}

// The report when this process became the run's coordinator; nullopt when another one is.
base::Result<std::optional<RunReport>> coordinate(const RunEnvironment& environment,
                                                  const Migration& migration,
                                                  const std::string& run_id,
                                                  const RunOptions& options,
                                                  ReportBuilder& report) {
  auto run = ActiveRun::reopen(environment, migration, options);
  if (!run && run.error().kind() == ErrorKind::busy) return std::nullopt;
  if (!run) return tl::unexpected(std::move(run).error());
  if (run->record().run_id != run_id || !goes_on(run->record().status)) {
    WHIMBREL_TRY(run->release());
    return std::nullopt;
  }
  report.note(fmt::format("run {} taken over from status {}: its coordinator is gone", run_id,
                          to_string(run->record().status)));
  WHIMBREL_TRY(run->change_status(RunStatus::running, "run taken over"));
  WHIMBREL_ASSIGN(auto told, carry_forward(environment, migration, *run, options, report));
  return std::optional<RunReport>(std::move(told));
}

}  // namespace

base::Result<RunReport> run_work(const RunEnvironment& environment, const Migration& migration,
                                 const std::string& run_id, const RunOptions& options) {
  ReportBuilder report(environment, "work", options.dry_run);
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  Ledger ledger(*session);
  WHIMBREL_ASSIGN(RunRecord record, find_run(ledger, run_id));
  WHIMBREL_TRY(check_may_join(migration, record));
  WHIMBREL_ASSIGN(const Plan plan, load_plan(ledger, record));
  const SharedRun shared{record, plan,
                         [&] { return look_at_run(environment, ledger, *session, run_id); }};
  while (goes_on(record.status)) {
    WHIMBREL_TRY(environment.cancellation.check());
    WHIMBREL_ASSIGN(const auto holder,
                    lease_holder(*session, record.migration_id, environment.clock.now_ms()));
    if (!holder) {
      WHIMBREL_ASSIGN(auto told, coordinate(environment, migration, run_id, options, report));
      if (told) return *std::move(told);
    }
    WHIMBREL_ASSIGN(const auto board, SegmentBoard::read(ledger, record));
    if (record.status == RunStatus::running && board.is_filed() && !board.is_done())
      WHIMBREL_TRY(work_on_segments(environment, migration, shared, options, report));
    else
      environment.clock.sleep_ms(look_at_run_ms);
    WHIMBREL_ASSIGN(record, find_run(ledger, run_id));
  }
  return load_report(environment, migration, run_id);
}

}  // namespace whimbrel::engine
