#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/sqlite/catalogue.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"

// Which indexes whimbrel made: the table whimbrel_indexes, which comes with the first one, so that
// a file without any is as it always was.
namespace whimbrel::stores::sqlite {

struct IndexEntry {
  IndexSpec spec;
  // SQLite's name of the index.
  std::string index;
  // SQLite's name of the index on the items that the former cannot answer for (text_lookup.hpp);
  // empty where the former is not for lookups.
  std::string others;
};

// Those whose SQLite index is still there.
base::Result<std::vector<IndexEntry>> list_indexes(Connection& connection,
                                                   std::string_view collection);
base::Result<std::optional<IndexEntry>> find_index(Connection& connection,
                                                   std::string_view collection,
                                                   std::string_view name);

// All inside the caller's transaction. unsupported for a field whose name SQLite cannot spell;
// invalid_data when an item is no JSON.
base::Status add_index(Connection& connection, const CatalogueEntry& collection,
                       const IndexSpec& spec);
base::Status remove_index(Connection& connection, std::string_view collection,
                          const IndexEntry& entry);
// For a collection that goes, and its table's indexes with it.
base::Status forget_indexes(Connection& connection, std::string_view collection);

}  // namespace whimbrel::stores::sqlite
