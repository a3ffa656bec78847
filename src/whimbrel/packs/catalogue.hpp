#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/migration.hpp"

namespace whimbrel::packs {

// The value of an environment variable, or of its line in .env; nullopt when it is not set.
using VariableLookup = std::function<std::optional<std::string>(const std::string& name)>;

struct PackMigration {
  std::string_view pack;  // "sparta"
  const engine::Migration* migration = nullptr;
  // Going through all that is pending leaves it out.
  bool by_name_only = false;
};

// A pack's collections, as the environment names them.
struct PackCollections {
  std::string_view pack;
  std::vector<std::string> names;  // in the order in which backups take them
};

// The migrations that are built in, of all packs, made for one environment. Moved only; what it
// hands out lives as long as it does. Share between threads.
class Catalogue {
 public:
  // Asks `variables` for where the packs' data and services are; nothing is looked for there yet.
  explicit Catalogue(const VariableLookup& variables);

  // By pack, and in a pack by id.
  const std::vector<PackMigration>& migrations() const noexcept { return migrations_; }
  const std::vector<PackCollections>& collections() const noexcept { return collections_; }

  // The built-in migration of this id. not_found otherwise, with the ids that come nearest (a slip
  // of the keyboard, a part of the name) or else the whole list as the remedy.
  base::Result<const engine::Migration*> find(std::string_view id) const;

 private:
  std::vector<std::unique_ptr<engine::Migration>> owned_;
  std::vector<PackMigration> migrations_;
  std::vector<PackCollections> collections_;
};

}  // namespace whimbrel::packs
