#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/report/text_table.hpp"
#include "whimbrel/packs/catalogue.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo list_info{"list", "About whimbrel", "the migrations that are built in",
                             "Each with its id, the collection it changes, and what it does.",
                             "whimbrel list"};

class ListVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return list_info; }
  void declare(OptionSet&) override {}

  base::Result<Outcome> run(Invocation& call) override {
    engine::TextTable table({{"migration"}, {"collection"}, {"what it does"}});
    Json list = Json::array();
    for (const engine::Migration* migration : packs::all_migrations()) {
      const engine::MigrationInfo& about = migration->info();
      table.add_row({about.id, about.collection, about.description});
      list.push_back({{"id", about.id},
                      {"collection", about.collection},
                      {"description", about.description},
                      {"checksum", migration->checksum()}});
    }
    call.print(table.render(call.style(), 0));
    return Outcome{json_text(Json{{"migrations", std::move(list)}})};
  }
};

}  // namespace

std::unique_ptr<Verb> make_list_verb() { return std::make_unique<ListVerb>(); }

}  // namespace whimbrel::cli
