#include "whimbrel/stores/sqlite/collection_table.hpp"

#include <fmt/format.h>

#include <array>

#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/stores/sqlite/layout.hpp"
#include "whimbrel/stores/sqlite/page_rows.hpp"

namespace whimbrel::stores::sqlite {
namespace {

std::string on_table(std::string_view format, std::string_view table) {
  return fmt::format(fmt::runtime(format), quote_identifier(table));
}

}  // namespace

CollectionTable::CollectionTable(Connection& connection, std::string_view collection,
                                 std::string_view table)
    : connection_(connection),
      collection_(collection),
      table_(table),
      scan_(on_table("SELECT key, item FROM {} WHERE key>?1 ORDER BY key LIMIT ?2", table),
            "read a page of items"),
      scan_until_(
          on_table("SELECT key, item FROM {} WHERE key>?1 AND key<=?3 ORDER BY key LIMIT ?2",
                   table),
          "read a page of items"),
      find_(on_table("SELECT item FROM {} WHERE key=?1", table), "read an item"),
      insert_(on_table("INSERT INTO {} (key, item) VALUES (?1, ?2) ON CONFLICT DO NOTHING", table),
              "insert an item"),
      replace_(on_table("UPDATE {} SET item=?2 WHERE key=?1", table), "update an item"),
      replace_if_same_(on_table("UPDATE {} SET item=?3 WHERE key=?1 AND item=?2", table),
                       "update an item"),
      erase_(on_table("DELETE FROM {} WHERE key=?1", table), "erase an item"),
      erase_if_same_(on_table("DELETE FROM {} WHERE key=?1 AND item=?2", table), "erase an item") {}

base::Result<bool> CollectionTable::scan(const ScanRequest& request, Page& page) {
  WHIMBREL_ASSIGN(const std::optional<bool> found, look_up(request, page));
  if (found) return *found;
  const bool bounded = request.range.until.has_value();
  WHIMBREL_ASSIGN(Statement* const statement, (bounded ? scan_until_ : scan_).get(connection_));
  const ResetGuard guard(*statement);
  // No key is empty, so all keys come after the empty one.
  statement->bind_text(1, request.range.after ? request.range.after->text : std::string_view());
  statement->bind_integer(2, row_limit(request));
  if (bounded) statement->bind_text(3, request.range.until->text);

  return fill_page(*statement, request, page);
}

// Indexes come and go with the schema's version, whoever changes it.
base::Status CollectionTable::refresh_lookups() {
  WHIMBREL_ASSIGN(const std::int64_t version,
                  connection_.query_integer("PRAGMA schema_version", "look for indexes"));
  if (lookups_version_ == version) return {};
  WHIMBREL_ASSIGN(lookups_, make_lookups(connection_, collection_, table_));
  lookups_version_ = version;
  return {};
}

// A lookup that fails lost its index to somebody this very moment; nothing is in the page then,
// because SQLite finds that out before the first row.
base::Result<std::optional<bool>> CollectionTable::look_up(const ScanRequest& request, Page& page) {
  if (request.where == nullptr || request.where->required_texts().empty()) return std::nullopt;
  WHIMBREL_TRY(refresh_lookups());
  for (const auto& required : request.where->required_texts())
    for (TextLookup& lookup : lookups_) {
      if (!lookup.answers(required)) continue;
      const auto ended = lookup.scan(connection_, request, required.text, page);
      if (ended) return *ended;
      if (ended.error().kind() != base::ErrorKind::internal) return tl::unexpected(ended.error());
      return std::nullopt;
    }
  return std::nullopt;
}

base::Status CollectionTable::read(std::span<const model::KeyView> keys, Page& page) {
  WHIMBREL_ASSIGN(Statement* const statement, find_.get(connection_));
  for (const model::KeyView key : keys) {
    const ResetGuard guard(*statement);
    WHIMBREL_ASSIGN(const bool found, statement->bind_text(1, key).step());
    if (found) page.append(key, statement->bytes(0));
  }
  return {};
}

base::Result<bool> CollectionTable::find(model::KeyView key, std::string& item) {
  WHIMBREL_ASSIGN(Statement* const statement, find_.get(connection_));
  const ResetGuard guard(*statement);
  WHIMBREL_ASSIGN(const bool found, statement->bind_text(1, key).step());
  if (found) item.assign(statement->bytes(0));
  return found;
}

base::Result<bool> CollectionTable::run(CachedStatement& cached,
                                        std::span<const std::string_view> parameters) {
  WHIMBREL_ASSIGN(Statement* const statement, cached.get(connection_));
  int number = 0;
  for (const std::string_view parameter : parameters) statement->bind_text(++number, parameter);
  WHIMBREL_ASSIGN(const std::int64_t rows, statement->run_and_count());
  return rows > 0;
}

base::Result<bool> CollectionTable::insert(model::KeyView key, std::string_view item) {
  WHIMBREL_ASSIGN(const bool inserted, run(insert_, std::array{key, item}));
  items_added_ += inserted ? 1 : 0;
  return inserted;
}

base::Result<bool> CollectionTable::replace(model::KeyView key, std::string_view item) {
  return run(replace_, std::array{key, item});
}

base::Result<bool> CollectionTable::replace_if_same(model::KeyView key, std::string_view basis,
                                                    std::string_view item) {
  return run(replace_if_same_, std::array{key, basis, item});
}

base::Result<bool> CollectionTable::erase(model::KeyView key) {
  WHIMBREL_ASSIGN(const bool erased, run(erase_, std::array{key}));
  items_added_ -= erased ? 1 : 0;
  return erased;
}

base::Result<bool> CollectionTable::erase_if_same(model::KeyView key, std::string_view basis) {
  WHIMBREL_ASSIGN(const bool erased, run(erase_if_same_, std::array{key, basis}));
  items_added_ -= erased ? 1 : 0;
  return erased;
}

}  // namespace whimbrel::stores::sqlite
