#include "whimbrel/stores/sqlite/index_catalogue.hpp"

#include <fmt/format.h>

#include "whimbrel/stores/sqlite/index_expression.hpp"
#include "whimbrel/stores/sqlite/layout.hpp"
#include "whimbrel/stores/sqlite/statement.hpp"

namespace whimbrel::stores::sqlite {
namespace {

constexpr const char* create_index_table_sql = R"sql(
CREATE TABLE IF NOT EXISTS whimbrel_indexes (
  collection TEXT NOT NULL,
  name TEXT NOT NULL,
  index_name TEXT NOT NULL,
  others_name TEXT NOT NULL,
  fields TEXT NOT NULL,
  PRIMARY KEY (collection, name)
) WITHOUT ROWID;
)sql";

// One that somebody dropped with plain SQL is gone, whatever the table says.
constexpr std::string_view list_sql = R"sql(
SELECT name, index_name, others_name, fields FROM whimbrel_indexes AS made
WHERE collection=?1 AND EXISTS (
  SELECT 1 FROM sqlite_schema AS part WHERE part.type='index' AND part.name=made.index_name)
ORDER BY name
)sql";

base::Result<bool> has_index_table(Connection& connection) {
  WHIMBREL_ASSIGN(
      const std::int64_t found,
      connection.query_integer("SELECT count(*) FROM sqlite_schema WHERE name='whimbrel_indexes'",
                               "look for indexes"));
  return found > 0;
}

base::Result<IndexEntry> read_index(const Statement& statement) {
  IndexEntry entry;
  entry.spec.name = statement.bytes(0);
  entry.index = statement.bytes(1);
  entry.others = statement.bytes(2);
  WHIMBREL_ASSIGN(entry.spec.fields, split_paths(statement.bytes(3), "whimbrel_indexes.fields"));
  return entry;
}

base::Status register_index(Connection& connection, std::string_view collection,
                            const IndexEntry& entry) {
  WHIMBREL_ASSIGN(Statement insert,
                  Statement::prepare(connection,
                                     "INSERT OR REPLACE INTO whimbrel_indexes (collection, name, "
                                     "index_name, others_name, fields) VALUES (?1, ?2, ?3, ?4, ?5)",
                                     "register the index"));
  const std::string fields = join_paths(entry.spec.fields);
  return insert.bind_text(1, collection)
      .bind_text(2, entry.spec.name)
      .bind_text(3, entry.index)
      .bind_text(4, entry.others)
      .bind_text(5, fields)
      .run();
}

base::Result<std::string> expressions_of(const std::vector<model::Path>& fields) {
  std::string expressions;
  for (const model::Path& field : fields) {
    WHIMBREL_ASSIGN(const std::string expression, value_expression(field));
    if (!expressions.empty()) expressions += ", ";
    expressions += expression;
  }
  return expressions;
}

}  // namespace

base::Result<std::vector<IndexEntry>> list_indexes(Connection& connection,
                                                   std::string_view collection) {
  std::vector<IndexEntry> entries;
  WHIMBREL_ASSIGN(const bool any, has_index_table(connection));
  if (!any) return entries;
  WHIMBREL_ASSIGN(Statement statement,
                  Statement::prepare(connection, list_sql, "list the indexes"));
  statement.bind_text(1, collection);
  while (true) {
    WHIMBREL_ASSIGN(const bool row, statement.step());
    if (!row) return entries;
    WHIMBREL_ASSIGN(IndexEntry entry, read_index(statement));
    entries.push_back(std::move(entry));
  }
}

base::Result<std::optional<IndexEntry>> find_index(Connection& connection,
                                                   std::string_view collection,
                                                   std::string_view name) {
  WHIMBREL_ASSIGN(auto entries, list_indexes(connection, collection));
  for (IndexEntry& entry : entries)
    if (entry.spec.name == name) return std::optional(std::move(entry));
  return std::nullopt;
}

base::Status add_index(Connection& connection, const CatalogueEntry& collection,
                       const IndexSpec& spec) {
  WHIMBREL_ASSIGN(const std::string expressions, expressions_of(spec.fields));
  WHIMBREL_TRY(connection.execute(create_index_table_sql, "make the table of indexes"));
  IndexEntry entry;
  entry.spec = spec;
  const std::string table = quote_identifier(collection.table);
  WHIMBREL_ASSIGN(entry.index, free_schema_name(connection, collection.table + "." + spec.name));
  WHIMBREL_TRY(connection.execute(
      fmt::format("CREATE INDEX {} ON {} ({})", quote_identifier(entry.index), table, expressions),
      "make the index"));
  if (answers_for_text(spec.fields)) {
    WHIMBREL_ASSIGN(entry.others, free_schema_name(connection, entry.index + ".others"));
    WHIMBREL_TRY(connection.execute(
        fmt::format("CREATE INDEX {} ON {} (key) WHERE {}", quote_identifier(entry.others), table,
                    others_condition(spec.fields.front())),
        "make the index"));
  }
  return register_index(connection, collection.spec.name, entry);
}

base::Status remove_index(Connection& connection, std::string_view collection,
                          const IndexEntry& entry) {
  for (const std::string& index : {entry.index, entry.others})
    if (!index.empty())
      WHIMBREL_TRY(connection.execute(
          fmt::format("DROP INDEX IF EXISTS {}", quote_identifier(index)), "drop the index"));
  WHIMBREL_ASSIGN(
      Statement remove,
      Statement::prepare(connection, "DELETE FROM whimbrel_indexes WHERE collection=?1 AND name=?2",
                         "unregister the index"));
  return remove.bind_text(1, collection).bind_text(2, entry.spec.name).run();
}

base::Status forget_indexes(Connection& connection, std::string_view collection) {
  WHIMBREL_ASSIGN(const bool any, has_index_table(connection));
  if (!any) return {};
  WHIMBREL_ASSIGN(Statement remove,
                  Statement::prepare(connection, "DELETE FROM whimbrel_indexes WHERE collection=?1",
                                     "unregister the indexes"));
  return remove.bind_text(1, collection).run();
}

}  // namespace whimbrel::stores::sqlite
