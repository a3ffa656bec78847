#include "whimbrel/cli/migration_catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "whimbrel/base/nearest_names.hpp"
#include "whimbrel/engine/sequence/sequence_step.hpp"
#include "whimbrel/recipes/recipe_folder.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;

constexpr const char* built_in = "built in";
constexpr const char* default_folder = "migrations";
constexpr std::string_view recipe_suffix = ".yaml";
constexpr const char* migration_help = "its id, the beginning of it, or a recipe's file";

// "005_split_name" for "migrations/005_split_name.yaml".
std::string id_of_file(const std::string& file) {
  std::string name = file.substr(file.rfind('/') + 1);
  if (name.ends_with(recipe_suffix)) name.resize(name.size() - recipe_suffix.size());
  return name;
}

bool is_there(base::FileSystem& files, const std::string& path) {
  return files.stat(path).has_value();
}

tl::unexpected<base::Error> no_such_folder(const SourcedText& told) {
  return base::fail(ErrorKind::usage,
                    fmt::format("{}: there is no folder {}", told.source, told.text),
                    "name the folder that holds the recipes; `whimbrel new ID` begins one");
}

// A name that is mistyped is a wrong command line.
tl::unexpected<base::Error> unknown(const std::string& name, const std::vector<std::string>& ids) {
  const auto near = base::nearest_names(name, ids);
  return base::fail(ErrorKind::usage, fmt::format("there is no migration \"{}\"", name),
                    near.empty() ? fmt::format("use one of: {}", fmt::join(ids, ", "))
                                 : fmt::format("did you mean {}?", fmt::join(near, " or ")));
}

tl::unexpected<base::Error> ambiguous(const std::string& name,
                                      const std::vector<const CatalogueEntry*>& entries) {
  std::vector<std::string> ids;
  for (const CatalogueEntry* entry : entries) ids.push_back(entry->id);
  return base::fail(ErrorKind::usage, fmt::format("\"{}\" begins several ids", name),
                    fmt::format("write more of one of: {}", fmt::join(ids, ", ")));
}

tl::unexpected<base::Error> duplicate(const CatalogueEntry& first, const CatalogueEntry& second) {
  return base::fail(ErrorKind::usage,
                    fmt::format("two migrations have the id {}: {} and {}", first.id, first.source,
                                second.source),
                    "rename one of them, its file and its id; or remove it");
}

}  // namespace

base::Result<MigrationCatalogue> MigrationCatalogue::load(const Invocation& call) {
  return load_for(call, {});
}

base::Result<MigrationCatalogue> MigrationCatalogue::load_for(const Invocation& call,
                                                              const std::string& name) {
  MigrationCatalogue catalogue;
  catalogue.add_built_in(call);
  const SourcedText* told = call.settings().find(SettingId::migrations);
  if (told != nullptr && !is_there(call.files(), told->text)) return no_such_folder(*told);
  if (told != nullptr && told->source.starts_with("--"))
    catalogue.command_options_ = " --migrations " + told->text;
  const bool is_file = names_a_recipe_file(name);
  std::optional<std::string> folder = recipe_folder(call);
  if (is_file && told == nullptr) folder = base::directory_of(name);
  if (folder && is_there(call.files(), *folder)) WHIMBREL_TRY(catalogue.add_folder(call, *folder));
  if (is_file) catalogue.put_in_front(call, name);
  catalogue.sort();
  return catalogue;
}

void MigrationCatalogue::add_built_in(const Invocation& call) {
  packs_ = std::make_unique<packs::Catalogue>(pack_catalogue(call));
  for (const packs::PackMigration& one : packs_->migrations())
    entries_.push_back({one.migration->info().id, built_in, std::string(one.pack), one.migration,
                        nullptr, std::nullopt, one.by_name_only});
}

base::Status MigrationCatalogue::add_folder(const Invocation& call, const std::string& folder) {
  WHIMBREL_ASSIGN(auto loaded, recipes::load_recipe_folder(recipe_surroundings(call), folder));
  folder_ = folder;
  for (auto& recipe : loaded.migrations) add_recipe(std::move(recipe));
  std::map<std::string, recipes::Findings> by_file;
  for (const recipes::Finding& finding : loaded.findings.all())
    by_file[finding.place.file].error(finding.code, finding.place, finding.message, finding.remedy);
  for (const auto& [file, findings] : by_file) add_faulty(file, findings.to_error());
  return {};
}

void MigrationCatalogue::add_recipe(std::unique_ptr<recipes::RecipeMigration> recipe) {
  entries_.push_back(
      {recipe->info().id, recipe->recipe().file, {}, recipe.get(), recipe.get(), std::nullopt});
  recipes_.push_back(std::move(recipe));
}

void MigrationCatalogue::add_faulty(const std::string& file, base::Error fault) {
  entries_.push_back({id_of_file(file), file, {}, nullptr, nullptr, std::move(fault)});
}

void MigrationCatalogue::put_in_front(const Invocation& call, const std::string& file) {
  const std::string id = id_of_file(file);
  std::erase_if(entries_, [&](const CatalogueEntry& entry) {
    return entry.id == id && !entry.is_built_in();
  });
  recipes::RecipeReading reading = recipes::read_recipe(recipe_surroundings(call), file);
  if (reading.recipe)
    add_recipe(std::make_unique<recipes::RecipeMigration>(*std::move(reading.recipe)));
  else
    add_faulty(file, reading.findings.to_error());
}

void MigrationCatalogue::sort() {
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const CatalogueEntry& a, const CatalogueEntry& b) {
                     return engine::id_comes_before(a.id, b.id);
                   });
}

base::Result<const CatalogueEntry*> MigrationCatalogue::find(const std::string& name) const {
  const std::string id = names_a_recipe_file(name) ? id_of_file(name) : name;
  std::vector<const CatalogueEntry*> exact, begun;
  std::vector<std::string> ids;
  for (const CatalogueEntry& entry : entries_) {
    if (entry.id == id) exact.push_back(&entry);
    if (entry.id.starts_with(id)) begun.push_back(&entry);
    ids.push_back(entry.id);
  }
  if (exact.size() > 1) return duplicate(*exact[0], *exact[1]);
  if (exact.size() == 1) return exact.front();
  if (begun.size() > 1) return ambiguous(id, begun);
  if (begun.size() == 1) return begun.front();
  return unknown(id, ids);
}

base::Result<const engine::Migration*> MigrationCatalogue::migration(
    const std::string& name) const {
  WHIMBREL_ASSIGN(const CatalogueEntry* entry, find(name));
  if (entry->fault) return tl::unexpected(*entry->fault);
  return entry->migration;
}

packs::Catalogue pack_catalogue(const Invocation& call) {
  return packs::Catalogue([&](const std::string& name) -> std::optional<std::string> {
    // The one that is also an option.
    const SettingId option = SettingId::allow_affected;
    if (const SourcedText* told = call.settings().find(option);
        told != nullptr && name == setting_info(option).variable)
      return told->text;
    auto told = call.environment().find(name);
    if (!told) return std::nullopt;
    return std::move(told->text);
  });
}

bool names_a_recipe_file(std::string_view name) noexcept {
  return name.find('/') != std::string_view::npos || name.ends_with(recipe_suffix);
}

recipes::RecipeSurroundings recipe_surroundings(const Invocation& call) {
  return {call.files(), {}};
}

std::optional<std::string> recipe_folder(const Invocation& call) {
  if (const SourcedText* told = call.settings().find(SettingId::migrations)) return told->text;
  if (is_there(call.files(), default_folder)) return default_folder;
  return std::nullopt;
}

void declare_migration(OptionSet& options, std::string& name) {
  options.positional(name, "MIGRATION", migration_help);
  options.settings({SettingId::migrations});
}

void declare_optional_migration(OptionSet& options, std::optional<std::string>& name,
                                std::string help) {
  options.optional_positional(name, "MIGRATION", std::move(help));
  options.settings({SettingId::migrations});
}

}  // namespace whimbrel::cli
