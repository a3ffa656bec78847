#include "bench/tool/engine_work.hpp"

#include <memory>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/backup/create_backup.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/packs/catalogue.hpp"
#include "whimbrel/packs/wallet/token_generator.hpp"
#include "whimbrel/packs/wallet/token_writer.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"

namespace whimbrel::bench {
namespace {

constexpr std::string_view migration_id = "004_fix_melted_token_status";

// An open database with what a run needs.
class Target {
 public:
  static base::Result<std::unique_ptr<Target>> open(const std::string& path) {
    stores::sqlite::SqliteOptions options;
    options.path = path;
    WHIMBREL_ASSIGN(auto store, stores::sqlite::SqliteStore::open(options));
    static const packs::Catalogue catalogue(
        [](const std::string&) { return std::optional<std::string>(); });
    WHIMBREL_ASSIGN(const auto* migration, catalogue.find(migration_id));
    return std::unique_ptr<Target>(new Target(std::move(store), *migration));
  }

  engine::RunEnvironment environment() {
    return {*store_, base::system_clock(), cancellation_, engine::silent_progress()};
  }
  const engine::Migration& migration() const { return migration_; }
  const engine::RunOptions& options() const { return options_; }
  stores::Store& store() { return *store_; }
  const base::Cancellation& cancellation() const { return cancellation_; }

 private:
  Target(std::unique_ptr<stores::sqlite::SqliteStore> store, const engine::Migration& migration)
      : store_(std::move(store)), migration_(migration) {
    options_.backup_first = false;
    options_.actor = "bench";
  }

  std::unique_ptr<stores::sqlite::SqliteStore> store_;
  const engine::Migration& migration_;
  engine::RunOptions options_;
  base::Cancellation cancellation_;
};

double phase_seconds(const engine::RunReport& report, std::string_view phase) {
  for (const auto& timing : report.phases)
    if (timing.phase == phase) return static_cast<double>(timing.duration_ms) / 1000;
  return 0;
}

}  // namespace

base::Result<Measurement> make_tokens(const std::string& path, std::uint64_t count,
                                      double melted_share) {
  const Stopwatch watch;
  WHIMBREL_ASSIGN(const auto target, Target::open(path));
  packs::wallet::TokenGeneratorOptions options;
  options.count = count;
  options.melted_unspent_share = melted_share;
  options.shape = packs::wallet::TokenShape::compact;
  WHIMBREL_ASSIGN(const auto made, packs::wallet::generate_tokens(target->environment(), options));
  return Measurement{watch.seconds(), made.items, 0};
}

base::Result<Measurement> run_preview(const std::string& path) {
  WHIMBREL_ASSIGN(const auto target, Target::open(path));
  const Stopwatch watch;
  WHIMBREL_ASSIGN(const auto plan,
                  engine::make_plan(target->environment(), target->migration(), target->options()));
  return Measurement{watch.seconds(), plan.items_total, plan.items_selected};
}

base::Result<Measurement> run_apply(const std::string& path) {
  WHIMBREL_ASSIGN(const auto target, Target::open(path));
  WHIMBREL_ASSIGN(const auto plan,
                  engine::make_plan(target->environment(), target->migration(), target->options()));
  WHIMBREL_ASSIGN(const auto report, engine::run_up(target->environment(), target->migration(),
                                                    plan, false, target->options()));
  return Measurement{phase_seconds(report, "apply"), report.run.counters.scanned,
                     report.run.counters.changed};
}

base::Result<Measurement> run_whole_up(const std::string& path) {
  WHIMBREL_ASSIGN(const auto target, Target::open(path));
  const Stopwatch watch;
  WHIMBREL_ASSIGN(const auto plan,
                  engine::make_plan(target->environment(), target->migration(), target->options()));
  WHIMBREL_ASSIGN(const auto report, engine::run_up(target->environment(), target->migration(),
                                                    plan, false, target->options()));
  return Measurement{watch.seconds(), report.run.counters.scanned, report.run.counters.changed};
}

base::Result<Measurement> run_rollback(const std::string& path) {
  WHIMBREL_ASSIGN(const auto target, Target::open(path));
  WHIMBREL_ASSIGN(const auto report,
                  engine::run_down(target->environment(), target->migration(), target->options()));
  return Measurement{phase_seconds(report, "undo"), report.run.counters.changed,
                     report.run.counters.changed};
}

base::Result<Measurement> run_backup(const std::string& path, const std::string& directory) {
  WHIMBREL_ASSIGN(const auto target, Target::open(path));
  const base::Secret passphrase("correct horse battery staple");
  engine::BackupOptions options;
  options.directory = directory;
  options.collections = {"cashu_tokens"};
  options.passphrase = &passphrase;
  const Stopwatch watch;
  WHIMBREL_ASSIGN(const auto summary,
                  engine::create_backup(target->store(), base::posix_file_system(),
                                        base::system_clock(), options, {}, target->cancellation()));
  return Measurement{watch.seconds(), summary.manifest.totals().items, 0};
}

}  // namespace whimbrel::bench
