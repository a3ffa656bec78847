#include "whimbrel/engine/run_backup.hpp"

#include <fmt/format.h>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/backup/create_backup.hpp"

namespace whimbrel::engine {
namespace {

base::Result<BackupTaken> take_backup(const RunEnvironment& environment, const Plan& plan,
                                      const RunOptions& options) {
  BackupOptions backup;
  backup.directory = options.backup_directory;
  backup.collections = {plan.collection};
  backup.threads = static_cast<int>(options.parallel_segments);
  if (!options.backup_passphrase.empty()) backup.passphrase = &options.backup_passphrase;
  const auto tell = [&](const BackupProgress& now) {
    Progress progress;
    progress.phase = now.phase;
    progress.done = now.items_done;
    progress.total = now.items_total;
    environment.progress.on_progress(progress);
  };
  WHIMBREL_ASSIGN(const BackupSummary summary,
                  create_backup(environment.store, base::posix_file_system(), environment.clock,
                                backup, tell, environment.cancellation));
  return BackupTaken{summary.path, plan.collection, summary.manifest.totals().items,
                     summary.file_bytes};
}

}  // namespace

base::Status back_up_once(const RunEnvironment& environment, ActiveRun& run,
                          const RunOptions& options, ReportBuilder& report) {
  const std::string& collection = run.plan().collection;
  if (!options.backup_first) {
    report.note("no backup taken, as told; the journal alone can take the run back");
    return {};
  }
  if (!run.record().backups.empty()) return {};
  if (options.dry_run) {
    report.note(
        fmt::format("a backup of {} would be taken into {}", collection, options.backup_directory));
    return {};
  }
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(const auto begun, ledger.checkpoint(run.record().run_id, "apply", 0));
  if (begun) return {};

  environment.progress.on_message("backing up " + collection + " first");
  report.begin_phase("backup");
  WHIMBREL_ASSIGN(const BackupTaken backup, take_backup(environment, run.plan(), options));
  report.end_phase(backup.items);
  report.add_backup(backup);
  report.note("backup taken: " + backup.path);
  return run.add_backup(backup);
}

}  // namespace whimbrel::engine
