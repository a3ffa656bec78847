#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/engine/blast_radius_limit.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/model/value.hpp"
#include "whimbrel/recipes/action/action_compiler.hpp"
#include "whimbrel/recipes/change/change_list.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

// What must be so of the whole collection after a run.
struct RecipeCheck {
  enum class Kind : std::uint8_t { none, all, some, count };
  enum class Bound : std::uint8_t { is, at_most, at_least };

  Kind kind = Kind::none;
  model::Filter where;
  std::string query;  // for messages, as Extended JSON
  Bound bound = Bound::is;
  std::uint64_t items = 0;  // of count
  Place place;
};

// A case that the recipe carries for `whimbrel test`.
struct RecipeExample {
  enum class Outcome : std::uint8_t { changed, unchanged, deleted, rejected };
  struct Item {
    std::string collection;
    model::Value item;
  };

  std::string name;
  Place place;
  model::Value given;
  Outcome outcome = Outcome::changed;
  model::Value expected;  // of changed
  std::string rejection;  // of rejected: what the reason must hold
  std::optional<base::UnixMillis> now;
  std::optional<std::vector<Item>> inserts;  // none: not looked at
  std::vector<Item> beside;                  // what lookups find
};

// A recipe as read: compiled, ready to be made a RecipeMigration. Immutable, and moved only.
struct Recipe {
  std::string file;
  std::string folder;
  engine::MigrationInfo info;  // definition included
  model::Filter where;
  model::Value query;  // what `where` was compiled from
  std::optional<Place> where_place;
  ChangeList changes;
  std::vector<std::unique_ptr<engine::Action>> before;
  std::vector<std::unique_ptr<engine::Action>> after;
  // What `before` creates: need not be there when a run begins.
  std::map<std::string, std::vector<model::Path>> makes_collections;
  std::vector<RecipeCheck> checks;
  engine::BlastRadius limit;
  std::optional<model::Path> owner_path;
  std::optional<model::Path> amount_path;
  std::vector<RecipeExample> examples;
  std::vector<std::string> allowed;  // codes of warnings that are meant so
  Node document;
};

}  // namespace whimbrel::recipes
