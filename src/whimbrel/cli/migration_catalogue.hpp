#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/option_set.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/packs/catalogue.hpp"
#include "whimbrel/recipes/recipe_migration.hpp"
#include "whimbrel/recipes/recipe_reader.hpp"

namespace whimbrel::cli {

// A migration that can be asked for by name.
struct CatalogueEntry {
  std::string id;
  std::string source;  // "built in", or the recipe's file
  std::string pack;    // "wallet"; empty for a recipe
  // Null when the recipe has errors.
  const engine::Migration* migration = nullptr;
  // The same, when it is a recipe without errors.
  const recipes::RecipeMigration* recipe = nullptr;
  // What is wrong with it.
  std::optional<base::Error> fault;
  // Going through all that is pending leaves it out.
  bool by_name_only = false;

  bool is_built_in() const noexcept { return migration != nullptr && recipe == nullptr; }
};

// The migrations that are built in, and the recipes of the folder that the settings name. Moved
// only; entries stay valid while it lives. One thread until it is filled.
class MigrationCatalogue {
 public:
  // usage when a folder was told that is not there. A recipe with errors is an entry with a fault.
  static base::Result<MigrationCatalogue> load(const Invocation& call);
  // For a verb about one migration: when `name` is a recipe's file, that file too, in the place of
  // any of its id; without a folder in the settings, the file's own folder counts.
  static base::Result<MigrationCatalogue> load_for(const Invocation& call, const std::string& name);

  // By id.
  const std::vector<CatalogueEntry>& entries() const noexcept { return entries_; }

  // By id, by the beginning of one, or by a recipe's file. usage when there is none, with the
  // nearest, or when it begins several, with all of them, or when two have the id.
  base::Result<const CatalogueEntry*> find(const std::string& name) const;
  // The same, and it must have no errors.
  base::Result<const engine::Migration*> migration(const std::string& name) const;

  // Of recipes; empty when there is none.
  const std::string& folder() const noexcept { return folder_; }
  // What a command to copy must add to find the same recipes: " --migrations db/recipes", or
  // nothing.
  const std::string& command_options() const noexcept { return command_options_; }

 private:
  MigrationCatalogue() = default;
  void add_built_in(const Invocation& call);
  base::Status add_folder(const Invocation& call, const std::string& folder);
  void add_recipe(std::unique_ptr<recipes::RecipeMigration> recipe);
  void add_faulty(const std::string& file, base::Error fault);
  void put_in_front(const Invocation& call, const std::string& file);
  void sort();

  std::unique_ptr<packs::Catalogue> packs_;
  std::vector<std::unique_ptr<recipes::RecipeMigration>> recipes_;
  std::vector<CatalogueEntry> entries_;
  std::string folder_;
  std::string command_options_;
};

// The packs' migrations and collections, with what the process's environment and .env say of them.
packs::Catalogue pack_catalogue(const Invocation& call);

// Whether `name` is a recipe's file, not an id: it has a slash, or ends in .yaml.
bool names_a_recipe_file(std::string_view name) noexcept;

// How recipes are read: this machine's files, and jq in processes of this program.
recipes::RecipeSurroundings recipe_surroundings(const Invocation& call);

// The folder of recipes: what the settings say, else "migrations" if it is there; else nullopt.
std::optional<std::string> recipe_folder(const Invocation& call);

// Declares MIGRATION and the setting that it is looked up with.
void declare_migration(OptionSet& options, std::string& name);
void declare_optional_migration(OptionSet& options, std::optional<std::string>& name,
                                std::string help);

}  // namespace whimbrel::cli
