#include "whimbrel/stores/sqlite/collection_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "whimbrel/stores/sqlite/layout.hpp"

namespace whimbrel::stores::sqlite {
namespace {

std::string on_table(std::string_view format, std::string_view table) {
  return fmt::format(fmt::runtime(format), quote_identifier(table));
}

// SQLite wants a signed count, and one row more tells whether the range ends with the page.
std::int64_t limit_of(std::size_t items_max) {
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max() - 1;
  return static_cast<std::int64_t>(std::clamp<std::size_t>(items_max, 1, most)) + 1;
}

}  // namespace

CollectionTable::CollectionTable(Connection& connection, std::string_view table)
    : connection_(connection),
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
  const bool bounded = request.range.until.has_value();
  WHIMBREL_ASSIGN(Statement* const statement, (bounded ? scan_until_ : scan_).get(connection_));
  const ResetGuard guard(*statement);
  // No key is empty, so all keys come after the empty one.
  statement->bind_text(1, request.range.after ? request.range.after->text : std::string_view());
  statement->bind_integer(2, limit_of(request.items_max));
  if (bounded) statement->bind_text(3, request.range.until->text);

  const std::size_t items_before = page.size();
  const std::size_t bytes_before = page.bytes();
  while (true) {
    WHIMBREL_ASSIGN(const bool row, statement->step());
    if (!row) return true;
    const std::string_view key = statement->bytes(0);
    const std::string_view item = statement->bytes(1);
    const std::size_t items = page.size() - items_before;
    const std::size_t bytes = page.bytes() - bytes_before + key.size() + item.size();
    if (items > 0 && (items >= request.items_max || bytes > request.bytes_max)) return false;
    page.append(key, item);
  }
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
