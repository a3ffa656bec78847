#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/ledger/control.hpp"
#include "whimbrel/engine/ledger/lease.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/engine/run_report.hpp"
#include "whimbrel/engine/segment_holder.hpp"
#include "whimbrel/engine/throttle.hpp"

namespace whimbrel::engine {

// A run that this process holds the lease of: its record, its plan, and the one way to change its
// state (record and audit together). One thread.
class ActiveRun final : public SegmentHolder {
 public:
  // Takes the lease and files a new run of `plan`. busy "Migration is already running"; refused
  // as check_may_start.
  static base::Result<ActiveRun> start(const RunEnvironment& environment,
                                       const Migration& migration, const Plan& plan,
                                       const RunOptions& options);

  // Takes the lease and loads the run to go on with: the newest that is not rolled back.
  static base::Result<ActiveRun> reopen(const RunEnvironment& environment,
                                        const Migration& migration, const RunOptions& options);

  // Takes the lease and files a completed run that changed nothing. Errors as start().
  static base::Result<ActiveRun> file_baseline(const RunEnvironment& environment,
                                               const Migration& migration, const Plan& plan,
                                               const RunOptions& options);

  // As reopen(), but also when the migration is no longer what the run started with.
  static base::Result<ActiveRun> reopen_changed(const RunEnvironment& environment,
                                                const Migration& migration,
                                                const RunOptions& options);

  const RunRecord& record() const noexcept override { return record_; }
  const Plan& plan() const noexcept override { return plan_; }
  stores::Session& session() noexcept override { return *session_; }
  const stores::Fence& fence() const noexcept override { return lease_->fence(); }

  // Writes the record with this status, and the audit entry that says so.
  base::Status change_status(RunStatus status, std::string_view audit_action,
                             std::string detail = {});
  // Writes the record as it stands after `counters`, without audit entry.
  base::Status set_counters(const RunCounters& counters);
  base::Status add_backups(std::span<const BackupTaken> backups);
  // Replaces what the record says the migration is, with an audit entry of both.
  base::Status change_checksum(const std::string& checksum);
  // Notes why it stopped; written with the next change_status.
  void set_error(std::string error) { record_.error = std::move(error); }
  void clear_error() { record_.error.reset(); }

  // lease_lost, cancelled, or what another process asked through the ledger.
  base::Result<ControlRequest> poll() override;
  base::Status withdraw_request();

  // Gives the lease back; the end of this object's use.
  base::Status release() { return lease_->release(); }

 private:
  ActiveRun(const RunEnvironment& environment, const RunOptions& options,
            std::unique_ptr<stores::Session> session, std::unique_ptr<Lease> lease);
  static base::Result<ActiveRun> prepare(const RunEnvironment& environment,
                                         const Migration& migration, const Plan& plan,
                                         const RunOptions& options);
  base::Status file(std::string_view audit_action, std::string detail);
  base::Status audit(std::string_view action, std::string detail);

  const RunEnvironment* environment_;
  std::string actor_;
  std::unique_ptr<stores::Session> session_;
  std::unique_ptr<Lease> lease_;
  RunRecord record_;
  Plan plan_;
};

// The plan that a run was started with. corrupt when it is gone or was changed since.
base::Result<Plan> load_plan(Ledger& ledger, const RunRecord& run);

// Whether the run is completed and was to change the first few items only (TEST_MODE): such a run
// does not count. corrupt, naming the run, as load_plan().
base::Result<bool> was_tried_out(Ledger& ledger, const RunRecord& run);

// refused when the migration is no longer what the run was started with.
base::Status expect_same_migration(const Migration& migration, const RunRecord& run);

// The newest run that counts for `down` and `resume`: not rolled back. nullopt when there is none.
base::Result<std::optional<RunRecord>> newest_standing_run(Ledger& ledger,
                                                           std::string_view migration_id);

}  // namespace whimbrel::engine
