#include "whimbrel/engine/active_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

#include "whimbrel/engine/counted.hpp"
#include "whimbrel/engine/in_transaction.hpp"
#include "whimbrel/engine/ledger/process_identity.hpp"
#include "whimbrel/engine/migration_run.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;

constexpr std::size_t runs_looked_at_max = 1'000;

// Ids sort by start time, also when the clock was turned back since the last run.
std::string make_run_id(std::string_view migration_id, base::UnixMillis& started_ms,
                        const std::optional<RunRecord>& latest) {
  if (latest) started_ms = std::max(started_ms, latest->started_ms + 1'000);
  std::random_device random;
  return fmt::format("{}-{}-{:04x}", migration_id, base::format_compact(started_ms),
                     random() & 0xffffu);
}

tl::unexpected<base::Error> already_running(const std::string& who) {
  return base::fail(
      ErrorKind::busy, "Migration is already running: " + who,
      "wait for it, watch it with `whimbrel status`, or stop it with `whimbrel pause`");
}

base::Result<std::unique_ptr<Lease>> take_lease(const RunEnvironment& environment,
                                                const Migration& migration,
                                                const RunOptions& options) {
  auto lease = Lease::acquire(environment.store, environment.clock, migration.info().id,
                              describe_this_process(options.actor), options.lease_ttl_ms);
  if (!lease && lease.error().kind() == ErrorKind::busy)
    return already_running(lease.error().message());
  return lease;
}

}  // namespace

base::Result<Plan> load_plan(Ledger& ledger, const RunRecord& run) {
  WHIMBREL_ASSIGN(const std::string json, ledger.plan(run.run_id));
  if (plan_digest(json) != run.plan_digest) {
    return base::fail(ErrorKind::corrupt,
                      fmt::format("the plan of run {} was changed since it started", run.run_id),
                      "restore the ledger from a backup; do not resume this run");
  }
  return plan_from_json(json);
}

base::Result<bool> was_tried_out(Ledger& ledger, const RunRecord& run) {
  if (run.status != RunStatus::completed || run.baseline) return false;
  const auto plan = load_plan(ledger, run);
  if (!plan) return base::fail_in("run " + run.run_id, plan.error());
  return plan->test_items_max.has_value();
}

base::Status expect_same_migration(const Migration& migration, const RunRecord& run) {
  if (run.migration_checksum == migration.checksum()) return {};
  return base::fail(
      ErrorKind::refused,
      fmt::format("{} is no longer what run {} started with (checksum {}, now {})",
                  run.migration_id, run.run_id, run.migration_checksum.substr(0, 12),
                  migration.checksum().substr(0, 12)),
      fmt::format("go on with the file, or the whimbrel version, that it was started with; if the "
                  "difference does not matter and the run is completed, `whimbrel repair {}`",
                  run.migration_id));
}

base::Result<std::optional<RunRecord>> newest_standing_run(Ledger& ledger,
                                                           std::string_view migration_id) {
  WHIMBREL_ASSIGN(const auto runs, ledger.runs(migration_id, runs_looked_at_max));
  for (const RunRecord& run : runs)
    if (run.status != RunStatus::rolled_back) return run;
  return std::nullopt;
}

namespace {

// A run that only tried the migration out (TEST_MODE) is in nobody's way.
base::Status refuse_while_a_run_stands(Ledger& ledger, const MigrationInfo& migration) {
  WHIMBREL_ASSIGN(const auto standing, newest_standing_run(ledger, migration.id));
  if (!standing) return {};
  if (standing->status != RunStatus::completed)
    return base::fail(ErrorKind::refused,
                      fmt::format("run {} has status {} and must end first", standing->run_id,
                                  to_string(standing->status)),
                      "go on with `whimbrel resume`, or take it back with `whimbrel down`");
  if (migration.may_run_again) return {};
  WHIMBREL_ASSIGN(const bool tried_out, was_tried_out(ledger, *standing));
  if (tried_out) return {};
  return base::fail(ErrorKind::refused, "Migration has already been completed",
                    "nothing to do; take it back with `whimbrel down` first to run it again");
}

}  // namespace

base::Status check_may_start(const RunEnvironment& environment, const Migration& migration) {
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  const std::string& id = migration.info().id;
  WHIMBREL_ASSIGN(const auto holder, lease_holder(*session, id, environment.clock.now_ms()));
  if (holder) return already_running("held by " + holder->owner);
  Ledger ledger(*session);
  return refuse_while_a_run_stands(ledger, migration.info());
}

ActiveRun::ActiveRun(const RunEnvironment& environment, const RunOptions& options,
                     std::unique_ptr<stores::Session> session, std::unique_ptr<Lease> lease)
    : environment_(&environment),
      actor_(options.actor),
      session_(std::move(session)),
      lease_(std::move(lease)) {}

base::Result<ActiveRun> ActiveRun::prepare(const RunEnvironment& environment,
                                           const Migration& migration, const Plan& plan,
                                           const RunOptions& options) {
  WHIMBREL_ASSIGN(auto session, environment.store.open_session());
  WHIMBREL_ASSIGN(auto lease, take_lease(environment, migration, options));
  ActiveRun run(environment, options, std::move(session), std::move(lease));

  Ledger ledger(*run.session_);
  const std::string& id = migration.info().id;
  WHIMBREL_TRY(refuse_while_a_run_stands(ledger, migration.info()));
  WHIMBREL_ASSIGN(const auto latest, ledger.latest_run(id));
  const std::string plan_json = plan_to_json(plan);
  RunRecord& record = run.record_;
  record.started_ms = environment.clock.now_ms();
  record.run_id = make_run_id(id, record.started_ms, latest);
  record.migration_id = id;
  record.migration_checksum = migration.checksum();
  record.plan_digest = plan_digest(plan_json);
  record.run_time_ms = plan.inputs.run_time_ms;
  // A trial counts to its bound in one place.
  record.parts = plan.test_items_max ? 1 : std::max(options.shared_parts, std::uint32_t{1});
  record.segments =
      record.parts *
      std::max(std::uint32_t{1}, static_cast<std::uint32_t>(walked_passes(migration).size()));
  record.started_by = options.actor;
  run.plan_ = plan;
  WHIMBREL_TRY(ledger.put_plan(record.run_id, plan_json, run.fence()));
  return run;
}

base::Result<ActiveRun> ActiveRun::start(const RunEnvironment& environment,
                                         const Migration& migration, const Plan& plan,
                                         const RunOptions& options) {
  WHIMBREL_ASSIGN(ActiveRun run, prepare(environment, migration, plan, options));
  WHIMBREL_TRY(run.change_status(RunStatus::running, "run started",
                                 fmt::format("{} of {} selected", count_text(plan.items_selected),
                                             counted(plan.items_total, plan.item_noun))));
  return run;
}

base::Result<ActiveRun> ActiveRun::file_baseline(const RunEnvironment& environment,
                                                 const Migration& migration, const Plan& plan,
                                                 const RunOptions& options) {
  WHIMBREL_ASSIGN(ActiveRun run, prepare(environment, migration, plan, options));
  run.record_.baseline = true;
  WHIMBREL_TRY(run.change_status(RunStatus::completed, "baselined",
                                 "counts as applied; nothing was changed"));
  return run;
}

base::Result<ActiveRun> ActiveRun::reopen(const RunEnvironment& environment,
                                          const Migration& migration, const RunOptions& options) {
  WHIMBREL_ASSIGN(ActiveRun run, reopen_changed(environment, migration, options));
  WHIMBREL_TRY(expect_same_migration(migration, run.record_));
  return run;
}

base::Result<ActiveRun> ActiveRun::reopen_changed(const RunEnvironment& environment,
                                                  const Migration& migration,
                                                  const RunOptions& options) {
  WHIMBREL_ASSIGN(auto session, environment.store.open_session());
  WHIMBREL_ASSIGN(auto lease, take_lease(environment, migration, options));
  ActiveRun run(environment, options, std::move(session), std::move(lease));
  Ledger ledger(*run.session_);
  WHIMBREL_ASSIGN(auto standing, newest_standing_run(ledger, migration.info().id));
  if (!standing) {
    return base::fail(ErrorKind::refused, "No run of " + migration.info().id + " to go on with",
                      "start one with `whimbrel up`");
  }
  WHIMBREL_ASSIGN(run.plan_, load_plan(ledger, *standing));
  run.record_ = *std::move(standing);
  return run;
}

base::Status ActiveRun::change_status(RunStatus status, std::string_view audit_action,
                                      std::string detail) {
  record_.status = status;
  const bool ended = status == RunStatus::completed || status == RunStatus::rolled_back;
  if (ended)
    record_.finished_ms = environment_->clock.now_ms();
  else
    record_.finished_ms.reset();
  return file(audit_action, std::move(detail));
}

base::Status ActiveRun::change_checksum(const std::string& checksum) {
  std::string both = fmt::format("{} -> {}", record_.migration_checksum, checksum);
  record_.migration_checksum = checksum;
  return file("checksum repaired", std::move(both));
}

base::Status ActiveRun::file(std::string_view audit_action, std::string detail) {
  return in_transaction(*session_, environment_->store.capabilities(), [&]() -> base::Status {
    WHIMBREL_TRY(Ledger(*session_).put_run(record_, fence()));
    return audit(audit_action, std::move(detail));
  });
}

base::Status ActiveRun::set_counters(const RunCounters& counters) {
  record_.counters = counters;
  return Ledger(*session_).put_run(record_, fence());
}

base::Status ActiveRun::add_backups(std::span<const BackupTaken> backups) {
  for (const BackupTaken& backup : backups) record_.backups.push_back(backup.path);
  WHIMBREL_TRY(Ledger(*session_).put_run(record_, fence()));
  for (const BackupTaken& backup : backups) WHIMBREL_TRY(audit("backup taken", backup.path));
  return {};
}

base::Result<ControlRequest> ActiveRun::poll() {
  WHIMBREL_TRY(lease_->check());
  WHIMBREL_TRY(environment_->cancellation.check());
  return pending_control(*session_, record_.run_id);
}

base::Status ActiveRun::withdraw_request() {
  return request_control(*session_, record_.run_id, ControlRequest::none, actor_,
                         environment_->clock.now_ms());
}

base::Status ActiveRun::audit(std::string_view action, std::string detail) {
  AuditEvent event;
  event.at_ms = environment_->clock.now_ms();
  event.actor = actor_;
  event.action = action;
  event.migration_id = record_.migration_id;
  event.run_id = record_.run_id;
  event.detail = std::move(detail);
  return Ledger(*session_).audit(std::move(event), &fence());
}

}  // namespace whimbrel::engine
