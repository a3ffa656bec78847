#include <fmt/format.h>

#include <optional>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/run_verification.hpp"

namespace whimbrel::engine {
namespace {

base::Result<RunRecord> find_run(Ledger& ledger, const Migration& migration,
                                 std::string_view run_id) {
  WHIMBREL_ASSIGN(auto run,
                  run_id.empty() ? ledger.latest_run(migration.info().id) : ledger.run(run_id));
  if (run) return *std::move(run);
  return base::fail(base::ErrorKind::not_found,
                    run_id.empty() ? migration.info().id + " never ran here"
                                   : fmt::format("there is no run {}", run_id),
                    "`whimbrel history` lists the runs of this target");
}

// What the audit chain tells of the run, as its timeline.
base::Status note_audited_events(stores::Session& session, const RunRecord& run,
                                 ReportBuilder& report) {
  constexpr std::size_t page_events_max = 500;
  std::uint64_t after = 0;
  while (true) {
    WHIMBREL_ASSIGN(const auto events, read_audit(session, after, page_events_max));
    if (events.empty()) return {};
    for (const AuditEvent& event : events) {
      if (event.run_id != run.run_id) continue;
      report.note_at(event.at_ms,
                     event.detail.empty() ? event.action : event.action + ": " + event.detail);
    }
    after = events.back().sequence;
  }
}

}  // namespace

base::Result<RunReport> run_verify(const RunEnvironment& environment, const Migration& migration,
                                   const RunOptions& options) {
  ReportBuilder report(environment, "verify", options.dry_run);
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  Ledger ledger(*session);
  WHIMBREL_ASSIGN(const RunRecord run, find_run(ledger, migration, {}));
  WHIMBREL_ASSIGN(const std::string plan_json, ledger.plan(run.run_id));
  WHIMBREL_ASSIGN(const Plan plan, plan_from_json(plan_json));
  const bool undone = run.status == RunStatus::rolled_back;
  WHIMBREL_TRY(undone ? verify_rollback(environment, plan, run, options, report)
                      : verify_run(environment, migration, plan, run, options, report));
  return report.finish(run, plan, ledger);
}

base::Result<RunReport> load_report(const RunEnvironment& environment, const Migration& migration,
                                    std::string_view run_id) {
  ReportBuilder report(environment, "report", false);
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  Ledger ledger(*session);
  WHIMBREL_ASSIGN(const RunRecord run, find_run(ledger, migration, run_id));
  WHIMBREL_ASSIGN(const std::string plan_json, ledger.plan(run.run_id));
  WHIMBREL_ASSIGN(const Plan plan, plan_from_json(plan_json));
  WHIMBREL_TRY(note_audited_events(*session, run, report));
  WHIMBREL_ASSIGN(RunReport told, report.finish(run, plan, ledger));
  told.duration_ms = run.finished_ms ? *run.finished_ms - run.started_ms : 0;
  return told;
}

}  // namespace whimbrel::engine
