#include "whimbrel/engine/run_backup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/backup/create_backup.hpp"
#include "whimbrel/engine/backup/native_backup.hpp"

namespace whimbrel::engine {
namespace {

// Those that are there: one that the run will make needs no backup.
base::Result<std::vector<std::string>> collections_written(const RunEnvironment& environment,
                                                           const Migration& migration) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) -> base::Status {
    if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return {};
    const auto found = environment.store.collection(name);
    if (found)
      names.push_back(name);
    else if (found.error().kind() != base::ErrorKind::not_found)
      return tl::unexpected(found.error());
    return {};
  };
  for (const Pass* pass : walked_passes(migration)) WHIMBREL_TRY(add(pass->collection()));
  for (const std::string& name : migration.info().inserts_into) WHIMBREL_TRY(add(name));
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

using BackupsTaken = std::vector<BackupTaken>;

base::Result<BackupsTaken> take_archive(const RunEnvironment& environment,
                                        const std::vector<std::string>& collections,
                                        const RunOptions& options) {
  BackupOptions backup;
  backup.directory = options.backup_directory;
  backup.collections = collections;
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
  return BackupsTaken{{BackupTaken::Kind::archive, summary.path, listed(collections),
                       summary.manifest.totals().items, summary.file_bytes}};
}

base::Result<BackupsTaken> take_backups(const RunEnvironment& environment,
                                        const std::vector<std::string>& collections,
                                        const RunOptions& options, ReportBuilder& report) {
  if (options.backup_as_archive) return take_archive(environment, collections, options);
  WHIMBREL_ASSIGN(stores::NativeBackups* const native, offered_native_backups(environment.store));
  if (native == nullptr) {
    if (environment.store.native_backups() != nullptr)
      report.note("this server makes no backups of its own, so a portable archive is taken");
    return take_archive(environment, collections, options);
  }
  const auto tell = [&](const std::string& what) { environment.progress.on_message(what); };
  WHIMBREL_ASSIGN(const auto made,
                  create_native_backups(*native, collections, environment.clock.now_ms(), tell,
                                        environment.cancellation));
  BackupsTaken taken;
  for (const stores::NativeBackup& backup : made)
    taken.push_back(
        {BackupTaken::Kind::server, backup.id, backup.collection, backup.items, backup.bytes});
  return taken;
}

std::string_view taken_by(const BackupTaken& backup) {
  return backup.kind == BackupTaken::Kind::server ? "backup taken by the server: "
                                                  : "backup taken: ";
}

}  // namespace

base::Status back_up_once(const RunEnvironment& environment, const Migration& migration,
                          ActiveRun& run, const RunOptions& options, ReportBuilder& report) {
  if (!options.backup_first) {
    report.note("no backup taken, as told; the journal alone can take the run back");
    return {};
  }
  if (!run.record().backups.empty()) return {};
  WHIMBREL_ASSIGN(const auto collections, collections_written(environment, migration));
  if (collections.empty()) return {};
  if (options.dry_run) {
    report.note(fmt::format("a backup of {} would be taken", listed(collections)));
    return {};
  }
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(const auto begun, ledger.checkpoint(run.record().run_id, "apply", 0));
  if (begun) return {};

  environment.progress.on_message("backing up " + listed(collections) + " first");
  report.begin_phase("backup");
  WHIMBREL_ASSIGN(const BackupsTaken taken,
                  take_backups(environment, collections, options, report));
  std::uint64_t items = 0;
  for (const BackupTaken& backup : taken) items += backup.items;
  report.end_phase(items);
  for (const BackupTaken& backup : taken) {
    report.add_backup(backup);
    report.note(fmt::format("{}{}", taken_by(backup), backup.path));
  }
  return run.add_backups(taken);
}

}  // namespace whimbrel::engine
