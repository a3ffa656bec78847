#include "whimbrel/stores/sqlite/catalogue.hpp"

#include <fmt/format.h>

#include "whimbrel/stores/sqlite/index_catalogue.hpp"
#include "whimbrel/stores/sqlite/layout.hpp"
#include "whimbrel/stores/sqlite/statement.hpp"

namespace whimbrel::stores::sqlite {
namespace {

constexpr std::string_view columns = "name, table_name, key_fields, items";

base::Result<CatalogueEntry> read_entry(const Statement& statement) {
  CatalogueEntry entry;
  entry.spec.name = statement.bytes(0);
  entry.table = statement.bytes(1);
  WHIMBREL_ASSIGN(entry.spec.key_fields,
                  split_paths(statement.bytes(2), "whimbrel_collections.key_fields"));
  entry.items = statement.integer(3);
  return entry;
}

}  // namespace

std::string join_paths(const std::vector<model::Path>& paths) {
  std::string joined;
  for (const model::Path& path : paths) {
    if (!joined.empty()) joined += '\n';
    joined += path.text();
  }
  return joined;
}

base::Result<std::vector<model::Path>> split_paths(std::string_view joined,
                                                   std::string_view column) {
  std::vector<model::Path> paths;
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find('\n'), joined.size());
    auto path = model::Path::parse(joined.substr(0, end));
    if (!path) return base::fail_in(std::string(column), std::move(path).error());
    paths.push_back(*std::move(path));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return paths;
}

// SQLite takes names that differ only in the case of ASCII letters for the same one.
base::Result<std::string> free_schema_name(Connection& connection, std::string_view name) {
  WHIMBREL_ASSIGN(
      Statement taken,
      Statement::prepare(connection, "SELECT 1 FROM sqlite_schema WHERE name=?1 COLLATE NOCASE",
                         "look for a name in the schema"));
  std::string candidate(name);
  for (int number = 2;; ++number) {
    const ResetGuard guard(taken);
    WHIMBREL_ASSIGN(const bool found, taken.bind_text(1, candidate).step());
    if (!found) return candidate;
    candidate = fmt::format("{}~{}", name, number);
  }
}

base::Error no_such_collection(std::string_view name) {
  return {base::ErrorKind::not_found, fmt::format("there is no collection \"{}\"", name),
          "list the collections with whimbrel status, or make it with whimbrel import"};
}

base::Result<std::optional<CatalogueEntry>> find_collection(Connection& connection,
                                                            std::string_view name) {
  WHIMBREL_ASSIGN(
      Statement statement,
      Statement::prepare(connection,
                         fmt::format("SELECT {} FROM whimbrel_collections WHERE name=?1", columns),
                         "look up a collection"));
  WHIMBREL_ASSIGN(const bool found, statement.bind_text(1, name).step());
  if (!found) return std::nullopt;
  WHIMBREL_ASSIGN(CatalogueEntry entry, read_entry(statement));
  return std::optional(std::move(entry));
}

base::Result<CatalogueEntry> get_collection(Connection& connection, std::string_view name) {
  WHIMBREL_ASSIGN(auto entry, find_collection(connection, name));
  if (!entry) return tl::unexpected(no_such_collection(name));
  return *std::move(entry);
}

base::Result<std::vector<CatalogueEntry>> list_collections(Connection& connection) {
  WHIMBREL_ASSIGN(
      Statement statement,
      Statement::prepare(connection,
                         fmt::format("SELECT {} FROM whimbrel_collections ORDER BY name", columns),
                         "list the collections"));
  std::vector<CatalogueEntry> entries;
  while (true) {
    WHIMBREL_ASSIGN(const bool row, statement.step());
    if (!row) return entries;
    WHIMBREL_ASSIGN(CatalogueEntry entry, read_entry(statement));
    entries.push_back(std::move(entry));
  }
}

base::Status add_collection(Connection& connection, const CollectionSpec& spec) {
  WHIMBREL_ASSIGN(const std::string table, free_schema_name(connection, spec.name));
  // Without rowid the items themselves lie in key order: scans and updates in key order touch each
  // page once, however the items came in.
  WHIMBREL_TRY(connection.execute(
      fmt::format(
          "CREATE TABLE {} (key TEXT PRIMARY KEY NOT NULL, item TEXT NOT NULL) WITHOUT ROWID",
          quote_identifier(table)),
      "make the collection's table"));
  WHIMBREL_ASSIGN(Statement insert,
                  Statement::prepare(connection,
                                     "INSERT INTO whimbrel_collections (name, table_name, "
                                     "key_fields) VALUES (?1, ?2, ?3)",
                                     "register the collection"));
  const std::string key_fields = join_paths(spec.key_fields);
  return insert.bind_text(1, spec.name).bind_text(2, table).bind_text(3, key_fields).run();
}

base::Status remove_collection(Connection& connection, const CatalogueEntry& entry) {
  WHIMBREL_TRY(forget_indexes(connection, entry.spec.name));
  WHIMBREL_TRY(connection.execute(fmt::format("DROP TABLE {}", quote_identifier(entry.table)),
                                  "drop the collection's table"));
  WHIMBREL_ASSIGN(Statement remove,
                  Statement::prepare(connection, "DELETE FROM whimbrel_collections WHERE name=?1",
                                     "unregister the collection"));
  return remove.bind_text(1, entry.spec.name).run();
}

}  // namespace whimbrel::stores::sqlite
