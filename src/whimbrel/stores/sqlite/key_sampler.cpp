#include "whimbrel/stores/sqlite/key_sampler.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>

#include "whimbrel/stores/sqlite/btree_page.hpp"
#include "whimbrel/stores/sqlite/layout.hpp"
#include "whimbrel/stores/sqlite/statement.hpp"

namespace whimbrel::stores::sqlite {
namespace {

// With so many keys the parts differ by a few percent; with less than the fewest it is better to
// count.
constexpr std::size_t samples_per_cut = 32;
constexpr std::size_t samples_per_cut_min = 8;
// What reading inner pages may cost.
constexpr std::size_t pages_read_max = 256;

// Reads pages of the database file past SQLite's cache, through SQLite's own file handle: opening
// the file a second time would drop this process's locks on it when closed.
class PageFile {
 public:
  static base::Result<PageFile> open(Connection& connection) {
    PageFile pages;
    WHIMBREL_ASSIGN(pages.page_bytes_,
                    connection.query_integer("PRAGMA page_size", "read the page size"));
    sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &pages.file_);
    pages.buffer_.resize(static_cast<std::size_t>(pages.page_bytes_));
    unsigned char reserved = 0;
    if (pages.read(&reserved, 1, 20)) pages.reserved_bytes_ = reserved;
    return pages;
  }

  std::optional<InnerPage> inner_page(std::uint32_t number) {
    if (number == 0) return std::nullopt;
    const std::int64_t offset = (std::int64_t{number} - 1) * page_bytes_;
    if (!read(buffer_.data(), static_cast<int>(page_bytes_), offset)) return std::nullopt;
    return parse_inner_page(buffer_, buffer_.size() - reserved_bytes_);
  }

 private:
  bool read(void* bytes, int amount, std::int64_t offset) const {
    return file_ != nullptr && file_->pMethods != nullptr &&
           file_->pMethods->xRead(file_, bytes, amount, offset) == SQLITE_OK;
  }

  sqlite3_file* file_ = nullptr;
  std::int64_t page_bytes_ = 0;
  std::size_t reserved_bytes_ = 0;
  std::string buffer_;
};

// Keys in order with a subtree before, between and behind them, all of one height.
struct Level {
  std::vector<std::uint32_t> children;
  std::vector<std::string> keys;
};

// The next level down; nothing when it cannot be read or is the leaves.
std::optional<Level> descend(PageFile& pages, const Level& level) {
  Level below;
  for (std::size_t i = 0; i < level.children.size(); ++i) {
    auto page = pages.inner_page(level.children[i]);
    if (!page) return std::nullopt;
    below.children.insert(below.children.end(), page->children.begin(), page->children.end());
    below.keys.insert(below.keys.end(), std::make_move_iterator(page->keys.begin()),
                      std::make_move_iterator(page->keys.end()));
    if (i < level.keys.size()) below.keys.push_back(level.keys[i]);
  }
  return below;
}

base::Result<std::vector<std::string>> keys_of_inner_pages(Connection& connection,
                                                           const std::string& table,
                                                           std::size_t keys_wanted) {
  WHIMBREL_ASSIGN(Statement root,
                  Statement::prepare(connection, "SELECT rootpage FROM sqlite_schema WHERE name=?1",
                                     "look up the table's root page"));
  WHIMBREL_ASSIGN(const bool found, root.bind_text(1, table).step());
  WHIMBREL_ASSIGN(PageFile pages, PageFile::open(connection));
  Level level;
  if (found) level.children.push_back(static_cast<std::uint32_t>(root.integer(0)));
  while (level.keys.size() < keys_wanted && level.children.size() <= pages_read_max) {
    auto below = descend(pages, level);
    if (!below || below->keys.empty()) break;
    level = *std::move(below);
  }
  // A page that changed while it was read may have left keys out of place.
  std::sort(level.keys.begin(), level.keys.end());
  level.keys.erase(std::unique(level.keys.begin(), level.keys.end()), level.keys.end());
  return std::move(level.keys);
}

std::vector<model::Key> choose_cuts(std::vector<std::string> samples, std::size_t cuts) {
  std::vector<model::Key> chosen;
  for (std::size_t cut = 1; cut <= cuts; ++cut) {
    const std::size_t index = (samples.size() + 1) * cut / (cuts + 1) - 1;
    chosen.push_back({std::move(samples[index])});
  }
  return chosen;
}

base::Result<std::vector<model::Key>> step_through(Connection& connection, const std::string& table,
                                                   std::size_t cuts_max) {
  const std::string quoted = quote_identifier(table);
  WHIMBREL_ASSIGN(
      const std::int64_t items,
      connection.query_integer(fmt::format("SELECT count(*) FROM {}", quoted), "count items"));
  WHIMBREL_ASSIGN(
      Statement key_behind,
      Statement::prepare(
          connection,
          fmt::format("SELECT key FROM {} WHERE key>?1 ORDER BY key LIMIT 1 OFFSET ?2", quoted),
          "look for a key to cut at"));
  const std::int64_t parts =
      std::clamp<std::int64_t>(items, 1, static_cast<std::int64_t>(cuts_max) + 1);
  std::vector<model::Key> cuts;
  std::string last;
  for (std::int64_t part = 1, passed = 0; part < parts; ++part) {
    const std::int64_t position = items * part / parts;
    const ResetGuard guard(key_behind);
    key_behind.bind_text(1, last).bind_integer(2, position - passed - 1);
    WHIMBREL_ASSIGN(const bool found, key_behind.step());
    if (!found) break;
    last = key_behind.bytes(0);
    passed = position;
    cuts.push_back({last});
  }
  return cuts;
}

}  // namespace

base::Result<std::vector<model::Key>> sample_cuts(Connection& connection, const std::string& table,
                                                  std::size_t cuts_max) {
  const std::size_t wanted = cuts_max * samples_per_cut;
  WHIMBREL_ASSIGN(auto samples, keys_of_inner_pages(connection, table, wanted));
  if (samples.size() >= cuts_max * samples_per_cut_min)
    return choose_cuts(std::move(samples), cuts_max);
  return step_through(connection, table, cuts_max);
}

}  // namespace whimbrel::stores::sqlite
