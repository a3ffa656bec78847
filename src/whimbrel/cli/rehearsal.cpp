#include "whimbrel/cli/rehearsal.hpp"

#include <fmt/format.h>

#include "whimbrel/cli/backup_support.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/scratch_store.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/engine/backup/backup_name.hpp"
#include "whimbrel/engine/backup/restore_backup.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/headline.hpp"
#include "whimbrel/engine/transfer/import_items.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;
using engine::RunReport;
using engine::RunStatus;

// Of every item of every collection, keys and bytes.
base::Result<std::string> content_digest(stores::Store& store) {
  model::Sha256 digest;
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  WHIMBREL_ASSIGN(const auto collections, store.collections());
  stores::Page page;
  for (const auto& collection : collections) {
    // One that the run makes, and empties again, holds nothing.
    bool is_named = false;
    stores::ScanRequest request{collection.spec.name, {}, 5'000, std::size_t{8} << 20};
    for (bool ended = false; !ended;) {
      page.clear();
      WHIMBREL_ASSIGN(ended, session->scan(request, page));
      for (std::size_t i = 0; i < page.size(); ++i) {
        if (!is_named) digest.update(fmt::format("{}\n", collection.spec.name));
        is_named = true;
        digest.update(fmt::format("{} {} ", page[i].key.size(), page[i].bytes.size()));
        digest.update(page[i].key).update(page[i].bytes);
      }
      if (!ended) request.range.after = model::Key{std::string(page.reached())};
    }
  }
  return model::to_hex(digest.finish());
}

class Rehearsal {
 public:
  Rehearsal(const Invocation& call, const engine::Migration& migration, stores::Store& store,
            engine::RunOptions options)
      : call_(call),
        migration_(migration),
        store_(store),
        options_(std::move(options)),
        progress_(call.terminal(), call.clock(), migration.info().item_noun) {
    options_.backup_first = false;
    options_.dry_run = false;
  }

  base::Result<RehearsalResult> run(const RehearsalSeed& seed) {
    WHIMBREL_TRY(take_in(seed));
    WHIMBREL_ASSIGN(const auto collection, store_.collection(migration_.info().collection));
    result_.items = collection.items;
    WHIMBREL_ASSIGN(const std::string before, content_digest(store_));
    WHIMBREL_TRY(step("plan", plan(collection.spec.key_fields)));
    if (result_.passed()) WHIMBREL_TRY(step("up", up()));
    if (result_.passed()) WHIMBREL_TRY(step("verify", verify()));
    if (result_.passed()) WHIMBREL_TRY(step("down", down()));
    if (result_.passed() && migration_.info().undoable)
      WHIMBREL_TRY(step("compare", compare(before)));
    progress_.finish();
    return std::move(result_);
  }

 private:
  base::Status take_in(const RehearsalSeed& seed) {
    if (!seed.input.ends_with(engine::backup_extension)) WHIMBREL_TRY(import(seed));
    if (seed.input.ends_with(engine::backup_extension)) WHIMBREL_TRY(restore(seed));
    progress_.finish();
    for (const std::string& name : seed.beside)
      if (!store_.collection(name))
        WHIMBREL_TRY(store_.create_collection({name, {*model::Path::parse("_id")}}));
    return {};
  }

  base::Status import(const RehearsalSeed& seed) {
    engine::ImportOptions options;
    options.input = seed.input;
    options.collection = migration_.info().collection;
    options.key_fields = seed.key_fields;
    const auto shown = [this](const engine::ImportProgress& state) {
      engine::Progress progress;
      progress.phase = "import";
      progress.done = state.records_read;
      progress_.on_progress(progress);
    };
    WHIMBREL_TRY(engine::import_items(call_.files(), store_, options, shown, call_.cancellation()));
    return {};
  }

  base::Status restore(const RehearsalSeed& seed) {
    engine::RestoreOptions options;
    WHIMBREL_ASSIGN(const base::Secret passphrase, backup_passphrase_of(call_));
    options.passphrase = passphrase_or_null(passphrase);
    WHIMBREL_TRY(engine::restore_backup(call_.files(), seed.input, store_, options,
                                        shown_on(progress_), call_.cancellation()));
    return {};
  }

  // A failure of the migration is what a rehearsal is for; being interrupted is not.
  base::Status step(std::string name, base::Result<std::string> done) {
    if (!done && done.error().kind() == ErrorKind::cancelled) return tl::unexpected(done.error());
    engine::CheckResult check{std::move(name), done.has_value(), "", false};
    check.detail = done ? *done : done.error().describe();
    if (!done && !done.error().remedy().empty()) check.detail += "; " + done.error().remedy();
    result_.steps.push_back(std::move(check));
    return {};
  }

  engine::RunEnvironment environment() {
    return {store_, call_.clock(), call_.cancellation(), progress_};
  }

  base::Result<std::string> plan(const std::vector<model::Path>& key_fields) {
    ItemTimes times;
    const TimedMigration timed(migration_, key_fields, call_.clock(), times);
    WHIMBREL_ASSIGN(const auto scratch,
                    ScratchStore::create(ScratchStore::Durability::full, store_.codec()));
    engine::RunEnvironment measured = environment();
    measured.scratch = &scratch->store();
    WHIMBREL_ASSIGN(result_.plan, engine::make_plan(measured, timed, options_));
    result_.slowest = times.slowest();
    WHIMBREL_TRY(engine::check_plan(environment(), migration_, *result_.plan, options_));
    return fmt::format("changes {} of {}", engine::count_text(result_.plan->items_selected),
                       engine::counted(result_.plan->items_total, result_.plan->item_noun));
  }

  base::Result<std::string> up() {
    WHIMBREL_ASSIGN(result_.up,
                    engine::run_up(environment(), migration_, *result_.plan, false, options_));
    return in_words(*result_.up, RunStatus::completed);
  }

  base::Result<std::string> verify() {
    WHIMBREL_ASSIGN(const RunReport report,
                    engine::run_verify(environment(), migration_, options_));
    if (engine::all_passed(report.checks)) return "everything is as it must be";
    return base::fail(ErrorKind::invalid_data, engine::headline_of(report).title);
  }

  base::Result<std::string> down() {
    if (!migration_.info().undoable)
      return "left out: it keeps no journal, so it cannot be taken back";
    WHIMBREL_ASSIGN(const RunReport report, engine::run_down(environment(), migration_, options_));
    return in_words(report, RunStatus::rolled_back);
  }

  static base::Result<std::string> in_words(const RunReport& report, RunStatus wanted) {
    const engine::Headline headline = engine::headline_of(report);
    const std::uint64_t left = engine::quarantined_count(report);
    if (report.run.status != wanted || left > 0)
      return base::fail(
          ErrorKind::invalid_data,
          left > 0 ? fmt::format("{}; {} left alone", headline.title, engine::count_text(left))
                   : headline.title,
          headline.next_step);
    return fmt::format("{} in {}", headline.title, engine::duration_text(report.duration_ms));
  }

  base::Result<std::string> compare(const std::string& before) {
    WHIMBREL_ASSIGN(const std::string after, content_digest(store_));
    if (after == before) return "every item is what it was, byte for byte";
    return base::fail(ErrorKind::invalid_data, "after up and down the items are not what they were",
                      "keep the copy with --keep FILE and compare it with what was read in");
  }

  const Invocation& call_;
  const engine::Migration& migration_;
  stores::Store& store_;
  engine::RunOptions options_;
  ProgressBar progress_;
  RehearsalResult result_;
};

}  // namespace

base::Result<RehearsalResult> rehearse(const Invocation& call, const engine::Migration& migration,
                                       const RehearsalSeed& seed, stores::Store& store,
                                       engine::RunOptions options) {
  return Rehearsal(call, migration, store, std::move(options)).run(seed);
}

}  // namespace whimbrel::cli
