#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo list_info{
    "list", "About whimbrel", "the migrations that there are",
    "Those that are built in, pack by pack, and the recipes of the folder, each with its id, the\n"
    "collection it changes, what it does and where it comes from. A recipe with errors is listed\n"
    "with the first of them; `whimbrel lint` tells all.",
    "whimbrel list"};

class ListVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return list_info; }
  void declare(OptionSet& options) override { options.settings({SettingId::migrations}); }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const auto catalogue, MigrationCatalogue::load(call));
    Json list = Json::array();
    for (const auto& [group, entries] : grouped(catalogue)) {
      call.print(fmt::format("{}\n{}\n", call.style().bold(group), table_of(call, entries)));
      for (const CatalogueEntry* entry : entries) list.push_back(json_of(*entry));
    }
    return Outcome{json_text(Json{{"migrations", std::move(list)}})};
  }

 private:
  using Entries = std::vector<const CatalogueEntry*>;

  // By pack, and recipes behind them.
  static std::vector<std::pair<std::string, Entries>> grouped(const MigrationCatalogue& catalogue) {
    std::map<std::string, Entries> packs;
    Entries recipes;
    for (const CatalogueEntry& entry : catalogue.entries())
      (entry.pack.empty() ? recipes : packs[entry.pack]).push_back(&entry);
    std::vector<std::pair<std::string, Entries>> groups;
    for (auto& [pack, entries] : packs) groups.emplace_back("pack " + pack, std::move(entries));
    if (!recipes.empty()) groups.emplace_back("recipes", std::move(recipes));
    return groups;
  }

  static std::string table_of(const Invocation& call, const Entries& entries) {
    engine::TextTable table({{"migration"}, {"collection"}, {"what it does"}, {"source"}});
    for (const CatalogueEntry* entry : entries)
      if (entry->fault)
        table.add_row(
            {entry->id, "", "cannot be used: " + entry->fault->describe(), entry->source});
      else
        table.add_row({entry->id, entry->migration->info().collection,
                       entry->migration->info().description, entry->source});
    return table.render(call.style(), 0);
  }

  static Json json_of(const CatalogueEntry& entry) {
    Json json{{"id", entry.id}, {"source", entry.source}};
    if (!entry.pack.empty()) json["pack"] = entry.pack;
    if (entry.fault) {
      json["fault"] = entry.fault->describe();
      return json;
    }
    const engine::MigrationInfo& about = entry.migration->info();
    json["collection"] = about.collection;
    json["description"] = about.description;
    json["depends_on"] = about.depends_on;
    json["checksum"] = entry.migration->checksum();
    return json;
  }
};

}  // namespace

std::unique_ptr<Verb> make_list_verb() { return std::make_unique<ListVerb>(); }

}  // namespace whimbrel::cli
