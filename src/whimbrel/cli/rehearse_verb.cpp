#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/rehearsal.hpp"
#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/scratch_store.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"
#include "whimbrel/engine/report/text_table.hpp"
#include "whimbrel/engine/transfer/input_files.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"

namespace whimbrel::cli {
namespace {

using engine::TextTable;

constexpr VerbInfo rehearse_info{
    "rehearse", "Recipes", "go through a migration on a copy of the data",
    "Reads a dump, an export or an archive into an embedded store and runs up, verify and down on\n"
    "it with the real code; then holds every item against what was read in. Shows what production\n"
    "will see: counts, samples, the slowest items, the time. With --target the time is judged for\n"
    "as many items as are there; the target is only read. Exit code 0 only if all is right.",
    "whimbrel rehearse 005_split_name --from users.bson\n"
    "whimbrel rehearse 005 --from users.jsonl --target production --keep rehearsed.db"};

class RehearseVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return rehearse_info; }

  void declare(OptionSet& options) override {
    declare_migration(options, migration_id_);
    options.required_value(input_, "--from", "FILE",
                           "the copy: what `import` reads, or an archive of `backup create`");
    options.values(keys_, "--key", "FIELD", "where the key stands; may be repeated (_id)");
    options.value(kept_, "--keep", "FILE", "keep the embedded store there, to look at");
    declare_report_file(options, report_path_);
    using Id = SettingId;
    options.settings(
        {Id::target, Id::max_affected, Id::batch_size, Id::segments, Id::passphrase_file});
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_TRY(check_report_file(report_path_));
    WHIMBREL_ASSIGN(const auto catalogue, MigrationCatalogue::load_for(call, migration_id_));
    WHIMBREL_ASSIGN(const engine::Migration* migration, catalogue.migration(migration_id_));
    WHIMBREL_ASSIGN(const CatalogueEntry* entry, catalogue.find(migration_id_));
    WHIMBREL_ASSIGN(const RehearsalSeed seed, seed_of(call, *entry));
    WHIMBREL_ASSIGN(auto options, run_options_of(call));
    options.test_items_max = test_items_max_of(call, migration->info());
    WHIMBREL_ASSIGN(const auto production_items, items_in_production(call, *migration));
    WHIMBREL_TRY(open_store(call));
    auto result = rehearse(call, *migration, seed, store(), std::move(options));
    if (kept_store_) WHIMBREL_TRY(kept_store_->close());
    if (!result) return tl::unexpected(std::move(result).error());
    tell(call, *result, production_items);
    if (result->up) WHIMBREL_TRY(write_report_file(call, report_path_, *result->up));
    return outcome_of(*result, production_items);
  }

 private:
  base::Result<RehearsalSeed> seed_of(const Invocation& call, const CatalogueEntry& entry) const {
    // Before a store is made for it.
    WHIMBREL_TRY(engine::find_input_files(call.files(), input_));
    RehearsalSeed seed{input_, {}, {}};
    for (const std::string& name : entry.migration->info().inserts_into)
      if (entry.recipe == nullptr || !entry.recipe->recipe().makes_collections.contains(name))
        seed.beside.push_back(name);
    for (const std::string& key : keys_) {
      auto path = model::Path::parse(key);
      if (!path) return base::fail_in("--key", std::move(path).error());
      seed.key_fields.push_back(*std::move(path));
    }
    return seed;
  }

  static base::Result<std::optional<std::uint64_t>> items_in_production(
      const Invocation& call, const engine::Migration& migration) {
    if (call.settings().find(SettingId::target) == nullptr) return std::nullopt;
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::read));
    WHIMBREL_ASSIGN(const auto collection, target->store().collection(migration.info().collection));
    return collection.items;
  }

  base::Status open_store(const Invocation& call) {
    if (!kept_) {
      WHIMBREL_ASSIGN(scratch_, ScratchStore::create(ScratchStore::Durability::full,
                                                     model::extended_json_codec()));
      return {};
    }
    if (call.files().stat(*kept_))
      return base::fail(base::ErrorKind::refused,
                        fmt::format("--keep: {} is there already", *kept_),
                        "name a file that is not there");
    stores::sqlite::SqliteOptions options;
    options.path = *kept_;
    options.access = stores::sqlite::Access::create;
    WHIMBREL_ASSIGN(kept_store_, stores::sqlite::SqliteStore::open(options));
    return {};
  }

  stores::Store& store() const { return kept_store_ ? *kept_store_ : scratch_->store(); }

  // Reading and writing both take time in proportion to the items.
  static std::optional<std::int64_t> production_ms(const RehearsalResult& result,
                                                   std::optional<std::uint64_t> items) {
    if (!items || !result.up || result.items == 0) return std::nullopt;
    return static_cast<std::int64_t>(static_cast<double>(result.up->duration_ms) *
                                     static_cast<double>(*items) /
                                     static_cast<double>(result.items));
  }

  void tell(const Invocation& call, const RehearsalResult& result,
            std::optional<std::uint64_t> production_items) const {
    if (result.plan) call.print(engine::preview_to_text(*result.plan, call.style()) + "\n");
    call.print(slowest_text(call, result));
    call.print(call.style().bold("Rehearsed on " + input_) + "\n");
    for (const engine::CheckResult& step : result.steps)
      call.print(fmt::format("  {} {}: {}\n",
                             step.passed ? call.style().passed_mark() : call.style().failed_mark(),
                             step.name, step.detail));
    if (result.up)
      call.print(fmt::format("  took {} for {}\n", engine::duration_text(result.up->duration_ms),
                             engine::counted(result.items, result.plan->item_noun)));
    if (const auto estimate = production_ms(result, production_items))
      call.print(fmt::format("  production has {}: about {}\n",
                             engine::counted(*production_items, result.plan->item_noun),
                             engine::estimate_text(estimate)));
    if (kept_) call.print(fmt::format("  kept in {}\n", *kept_));
  }

  static std::string slowest_text(const Invocation& call, const RehearsalResult& result) {
    if (result.slowest.empty()) return "";
    TextTable table({{"slowest", TextTable::Align::left, 60}, {"took", TextTable::Align::right}});
    for (const TimedItem& item : result.slowest)
      table.add_row({item.key, time_text(item.duration_ns)});
    return table.render(call.style(), 0) + "\n";
  }

  static std::string time_text(std::int64_t duration_ns) {
    constexpr std::int64_t ns_per_us = 1'000;
    if (duration_ns < ns_per_us * 1'000) return fmt::format("{} us", duration_ns / ns_per_us);
    return engine::duration_text(duration_ns / (ns_per_us * 1'000));
  }

  Outcome outcome_of(const RehearsalResult& result,
                     std::optional<std::uint64_t> production_items) const {
    Json steps = Json::array(), slowest = Json::array();
    for (const engine::CheckResult& step : result.steps)
      steps.push_back({{"name", step.name}, {"passed", step.passed}, {"detail", step.detail}});
    for (const TimedItem& item : result.slowest)
      slowest.push_back({{"key", item.key}, {"duration_ns", item.duration_ns}});
    const auto estimate = production_ms(result, production_items);
    Json json{{"input", input_},
              {"passed", result.passed()},
              {"items", result.items},
              {"steps", std::move(steps)},
              {"slowest", std::move(slowest)},
              {"production_items", production_items ? Json(*production_items) : Json(nullptr)},
              {"estimated_production_ms", estimate ? Json(*estimate) : Json(nullptr)},
              {"preview", nullptr},
              {"up", nullptr}};
    if (result.plan) json["preview"] = parsed_json(engine::preview_to_json(*result.plan));
    if (result.up) json["up"] = parsed_json(engine::report_to_json(*result.up));
    Outcome outcome{json_text(json)};
    if (!result.passed())
      outcome.failure =
          base::Error(base::ErrorKind::invalid_data,
                      fmt::format("the rehearsal failed at {}: {}", result.steps.back().name,
                                  result.steps.back().detail),
                      "mend the migration before it goes to production");
    return outcome;
  }

  std::string migration_id_;
  std::string input_;
  std::vector<std::string> keys_;
  std::optional<std::string> kept_;
  std::optional<std::string> report_path_;
  std::unique_ptr<ScratchStore> scratch_;
  std::unique_ptr<stores::sqlite::SqliteStore> kept_store_;
};

}  // namespace

std::unique_ptr<Verb> make_rehearse_verb() { return std::make_unique<RehearseVerb>(); }

}  // namespace whimbrel::cli
