#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"
#include "whimbrel/stores/store.hpp"

// Which collections a file has, and the table of each: the table whimbrel_collections.
namespace whimbrel::stores::sqlite {

struct CatalogueEntry {
  CollectionSpec spec;
  // The collection's name, made different where SQLite would take two names for one.
  std::string table;
  // Kept up with every insert and erase that goes through whimbrel.
  std::int64_t items = 0;
};

base::Result<std::optional<CatalogueEntry>> find_collection(Connection& connection,
                                                            std::string_view name);

// not_found instead of nothing.
base::Result<CatalogueEntry> get_collection(Connection& connection, std::string_view name);

base::Result<std::vector<CatalogueEntry>> list_collections(Connection& connection);

// Both inside the caller's transaction.
base::Status add_collection(Connection& connection, const CollectionSpec& spec);
base::Status remove_collection(Connection& connection, const CatalogueEntry& entry);

// Paths one a line, as the tables of the catalogue keep them: their text form escapes line ends.
// invalid_data when `column` holds no such text.
std::string join_paths(const std::vector<model::Path>& paths);
base::Result<std::vector<model::Path>> split_paths(std::string_view joined,
                                                   std::string_view column);

// A name for a table or index that SQLite takes for no other one: `name`, or NAME~2, NAME~3, …
base::Result<std::string> free_schema_name(Connection& connection, std::string_view name);

// The error for a collection that is not there.
base::Error no_such_collection(std::string_view name);

}  // namespace whimbrel::stores::sqlite
