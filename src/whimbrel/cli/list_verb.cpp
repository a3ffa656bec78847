#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo list_info{
    "list", "About whimbrel", "the migrations that there are",
    "Those that are built in and the recipes of the folder, each with its id, the collection it\n"
    "changes, what it does and where it comes from. A recipe with errors is listed with the first "
    "of\nthem; `whimbrel lint` tells all.",
    "whimbrel list"};

class ListVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return list_info; }
  void declare(OptionSet& options) override { options.settings({SettingId::migrations}); }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const auto catalogue, MigrationCatalogue::load(call));
    engine::TextTable table({{"migration"}, {"collection"}, {"what it does"}, {"source"}});
    Json list = Json::array();
    for (const CatalogueEntry& entry : catalogue.entries()) {
      if (entry.fault)
        table.add_row({entry.id, "", "cannot be used: " + entry.fault->describe(), entry.source});
      else
        table.add_row({entry.id, entry.migration->info().collection,
                       entry.migration->info().description, entry.source});
      list.push_back(json_of(entry));
    }
    call.print(table.render(call.style(), 0));
    return Outcome{json_text(Json{{"migrations", std::move(list)}})};
  }

 private:
  static Json json_of(const CatalogueEntry& entry) {
    Json json{{"id", entry.id}, {"source", entry.source}};
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
