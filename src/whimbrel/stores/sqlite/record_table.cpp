#include "whimbrel/stores/sqlite/record_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "whimbrel/stores/sqlite/layout.hpp"

namespace whimbrel::stores::sqlite {
namespace {

// SQLite's integers are signed; the same 64 bits stand for a version both ways.
std::int64_t to_stored(std::uint64_t version) { return static_cast<std::int64_t>(version); }
std::uint64_t from_stored(std::int64_t version) { return static_cast<std::uint64_t>(version); }

std::string on_space(std::string_view format, Space space) {
  return fmt::format(fmt::runtime(format), table_of(space));
}

// Greater than every key that begins with `prefix`, because keys are printable ASCII.
std::string end_of(std::string_view prefix) { return std::string(prefix) + '\x7f'; }

base::Error version_conflict(const RecordWrite& write) {
  return {base::ErrorKind::conflict,
          fmt::format("record {} is not at the expected version {}", write.key,
                      *write.expected_version),
          "read it again: another runner wrote it first"};
}

}  // namespace

RecordTable::RecordTable(Connection& connection, Space space)
    : connection_(connection),
      space_(space),
      get_(on_space("SELECT value, version FROM {} WHERE key=?1", space), "read a record"),
      list_(on_space("SELECT key, value, version FROM {} WHERE key>=?1 AND key<?2 AND key>?3 "
                     "ORDER BY key LIMIT ?4",
                     space),
            "list records"),
      insert_(on_space("INSERT INTO {} (key, value, version) VALUES (?1, ?2, ?3) "
                       "ON CONFLICT DO NOTHING",
                       space),
              "insert a record"),
      upsert_(on_space("INSERT INTO {} (key, value, version) VALUES (?1, ?2, ?3) "
                       "ON CONFLICT (key) DO UPDATE SET value=?2, version=?3",
                       space),
              "write a record"),
      update_(on_space("UPDATE {} SET value=?2, version=?3 WHERE key=?1 AND version=?4", space),
              "update a record"),
      erase_(on_space("DELETE FROM {} WHERE key=?1", space), "erase a record"),
      erase_version_(on_space("DELETE FROM {} WHERE key=?1 AND version=?2", space),
                     "erase a record") {}

base::Result<std::optional<Record>> RecordTable::get(std::string_view key) {
  WHIMBREL_ASSIGN(Statement* const statement, get_.get(connection_));
  const ResetGuard guard(*statement);
  WHIMBREL_ASSIGN(const bool found, statement->bind_text(1, key).step());
  if (!found) return std::nullopt;
  return Record{std::string(key), std::string(statement->bytes(0)),
                from_stored(statement->integer(1))};
}

base::Result<std::vector<Record>> RecordTable::list(std::string_view prefix, std::string_view after,
                                                    std::size_t records_max) {
  WHIMBREL_ASSIGN(Statement* const statement, list_.get(connection_));
  const std::string end = end_of(prefix);
  const ResetGuard guard(*statement);
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  statement->bind_text(1, prefix).bind_text(2, end).bind_text(3, after);
  statement->bind_integer(4, static_cast<std::int64_t>(std::min(records_max, most)));
  std::vector<Record> records;
  while (true) {
    WHIMBREL_ASSIGN(const bool row, statement->step());
    if (!row) return records;
    records.push_back({std::string(statement->bytes(0)), std::string(statement->bytes(1)),
                       from_stored(statement->integer(2))});
  }
}

base::Status RecordTable::put(const RecordWrite& write) {
  WHIMBREL_ASSIGN(const std::int64_t rows,
                  write.kind == RecordWrite::Kind::put ? put_rows(write) : erase_rows(write));
  if (write.expected_version && rows == 0) return tl::unexpected(version_conflict(write));
  return {};
}

base::Result<std::int64_t> RecordTable::put_rows(const RecordWrite& write) {
  CachedStatement& cached = !write.expected_version        ? upsert_
                            : *write.expected_version == 0 ? insert_
                                                           : update_;
  WHIMBREL_ASSIGN(Statement* const statement, cached.get(connection_));
  statement->bind_text(1, write.key);
  bind_value(*statement, 2, write.value);
  statement->bind_integer(3, to_stored(write.version));
  if (&cached == &update_) statement->bind_integer(4, to_stored(*write.expected_version));
  return statement->run_and_count();
}

base::Result<std::int64_t> RecordTable::erase_rows(const RecordWrite& write) {
  if (write.expected_version == std::uint64_t{0}) {
    WHIMBREL_ASSIGN(const auto there, get(write.key));
    return there ? 0 : 1;
  }
  CachedStatement& cached = write.expected_version ? erase_version_ : erase_;
  WHIMBREL_ASSIGN(Statement* const statement, cached.get(connection_));
  statement->bind_text(1, write.key);
  if (write.expected_version) statement->bind_integer(2, to_stored(*write.expected_version));
  return statement->run_and_count();
}

void RecordTable::bind_value(Statement& statement, int parameter, std::string_view value) const {
  if (holds_text(space_))
    statement.bind_text(parameter, value);
  else
    statement.bind_blob(parameter, value);
}

}  // namespace whimbrel::stores::sqlite
