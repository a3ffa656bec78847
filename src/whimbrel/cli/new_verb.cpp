#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/recipes/recipe_template.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo new_info{
    "new", "Recipes", "begin a migration of your own",
    "Writes a commented recipe into the folder of migrations, which is made if it is not there.\n"
    "Nothing that exists is overwritten.",
    "whimbrel new 005_split_name\n"
    "whimbrel new 005_split_name --migrations db/migrations"};

constexpr const char* default_folder_name = "migrations";
// People read and edit it.
constexpr std::uint32_t recipe_permissions = 0644;

class NewVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return new_info; }

  void declare(OptionSet& options) override {
    options.positional(id_, "ID", "digits and words: 005_split_name");
    options.settings({SettingId::migrations});
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const std::string text, recipes::recipe_template(id_));
    const std::string folder = call.settings().text_or(SettingId::migrations, default_folder_name);
    WHIMBREL_TRY(call.files().make_directories(folder));
    WHIMBREL_ASSIGN(const auto catalogue, MigrationCatalogue::load(call));
    for (const CatalogueEntry& entry : catalogue.entries())
      if (entry.id == id_)
        return base::fail(base::ErrorKind::refused,
                          fmt::format("there is a migration {} already: {}", id_, entry.source),
                          "choose another number or name");
    const std::string path = base::join_path(folder, id_ + ".yaml");
    WHIMBREL_TRY(base::write_file_durably(call.files(), path, text, base::IfExists::refuse,
                                          recipe_permissions));
    call.print(
        fmt::format("Written to {0}\nNext: edit it, then `whimbrel lint {0}`, and "
                    "`whimbrel test {1}`\n",
                    path, id_));
    return Outcome{json_text(Json{{"id", id_}, {"path", path}})};
  }

 private:
  std::string id_;
};

}  // namespace

std::unique_ptr<Verb> make_new_verb() { return std::make_unique<NewVerb>(); }

}  // namespace whimbrel::cli
