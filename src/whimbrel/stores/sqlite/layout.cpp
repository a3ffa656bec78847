#include "whimbrel/stores/sqlite/layout.hpp"

#include <fmt/format.h>

namespace whimbrel::stores::sqlite {
namespace {

// Journal blocks are large and found by key: a plain table keeps the blocks out of the key's tree.
constexpr const char* create_tables_sql = R"sql(
CREATE TABLE whimbrel_collections (
  name TEXT PRIMARY KEY NOT NULL,
  table_name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  key_fields TEXT NOT NULL,
  items INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE whimbrel_ledger (
  key TEXT PRIMARY KEY NOT NULL,
  version INTEGER NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE whimbrel_journal (
  key TEXT PRIMARY KEY NOT NULL,
  version INTEGER NOT NULL,
  value BLOB NOT NULL
);
CREATE TABLE whimbrel_audit (
  key TEXT PRIMARY KEY NOT NULL,
  version INTEGER NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;
)sql";

struct Identity {
  std::int64_t application = 0;
  std::int64_t version = 0;
  std::int64_t tables = 0;
};

base::Result<Identity> read_identity(Connection& connection) {
  Identity identity;
  WHIMBREL_ASSIGN(identity.application,
                  connection.query_integer("PRAGMA application_id", "read the file's header"));
  WHIMBREL_ASSIGN(identity.version,
                  connection.query_integer("PRAGMA user_version", "read the file's header"));
  WHIMBREL_ASSIGN(identity.tables, connection.query_integer("SELECT count(*) FROM sqlite_schema",
                                                            "read the file's schema"));
  return identity;
}

bool is_empty(const Identity& identity) {
  return identity.application == 0 && identity.version == 0 && identity.tables == 0;
}

base::Status check_identity(const Identity& identity) {
  if (identity.application != application_id)
    return base::fail(
        base::ErrorKind::refused,
        fmt::format("this is an SQLite database of another program (application id "
                    "{:#x}, {} tables), not one of whimbrel",
                    static_cast<std::uint32_t>(identity.application), identity.tables),
        "name another file in --target; data comes into it with whimbrel import");
  if (identity.version > layout_version)
    return base::fail(base::ErrorKind::unsupported,
                      fmt::format("the file has layout {}; this whimbrel knows layouts up to {}",
                                  identity.version, layout_version),
                      "use the newer whimbrel that wrote it");
  return {};
}

base::Status create_layout(Connection& connection) {
  // Page size and journal mode are the file's for good, and cannot be set inside a transaction.
  WHIMBREL_TRY(connection.execute(
      fmt::format("PRAGMA page_size={};PRAGMA journal_mode=WAL", page_bytes), "make the database"));
  WHIMBREL_TRY(connection.execute("BEGIN IMMEDIATE", "make the database"));
  auto created = [&]() -> base::Status {
    WHIMBREL_ASSIGN(const Identity identity, read_identity(connection));
    if (!is_empty(identity)) return check_identity(identity);  // somebody else was faster
    WHIMBREL_TRY(connection.execute(create_tables_sql, "make the tables"));
    return connection.execute(fmt::format("PRAGMA application_id={};PRAGMA user_version={}",
                                          application_id, layout_version),
                              "mark the database");
  }();
  if (created) created = connection.execute("COMMIT", "make the database");
  if (!created && connection.in_transaction())
    static_cast<void>(connection.execute("ROLLBACK", "make the database"));
  return created;
}

}  // namespace

std::string quote_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (const char character : name) {
    if (character == '"') quoted += '"';
    quoted += character;
  }
  return quoted += '"';
}

std::string_view table_of(Space space) noexcept {
  switch (space) {
    case Space::ledger:
      return "whimbrel_ledger";
    case Space::journal:
      return "whimbrel_journal";
    case Space::audit:
      return "whimbrel_audit";
  }
  return {};
}

bool holds_text(Space space) noexcept { return space != Space::journal; }

base::Status prepare_layout(Connection& connection, Access access) {
  WHIMBREL_ASSIGN(const Identity identity, read_identity(connection));
  if (!is_empty(identity)) return check_identity(identity);
  if (access == Access::create) return create_layout(connection);
  return base::fail(base::ErrorKind::not_found, "the file holds no whimbrel database yet",
                    "fill it first with whimbrel import");
}

}  // namespace whimbrel::stores::sqlite
