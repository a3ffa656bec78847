#include "bench/tool/bare_loop.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::bench {
namespace {

constexpr int page_items = 5'000;

struct Closer {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Closer>;
using Statement = std::unique_ptr<sqlite3_stmt, Closer>;

tl::unexpected<base::Error> failed(sqlite3* database, const char* what) {
  return base::fail(base::ErrorKind::io, fmt::format("{}: {}", what, sqlite3_errmsg(database)));
}

Statement prepare(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  return Statement(statement);
}

void bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
  // A null pointer would bind NULL, and no key is greater than that. (Named so that no std::bind is
  // found in its place for a std::string.)
  const char* start = text.empty() ? "" : text.data();
  sqlite3_bind_text(statement, index, start, static_cast<int>(text.size()), SQLITE_STATIC);
}

std::string_view column(sqlite3_stmt* statement, int index) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, index));
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement, index))};
}

// The change itself: melted and unspent becomes spent.
class Change {
 public:
  Change() : view_(model::extended_json_codec().make_view()) {
    spent_at_raw_ =
        fmt::format(R"({{"$date":{{"$numberLong":"{}"}}}})", base::system_clock().now_ms());
    edits_ = {{model::Edit::Kind::set, &status_, "\"spent\"", 0},
              {model::Edit::Kind::set, &spent_at_, spent_at_raw_, 0}};
  }

  // True, with the new text in `after`, when the item is to be changed.
  bool make(std::string_view item, std::string& after) {
    if (!view_->load(item) || !is(type_, "melted") || !is(status_, "unspent")) return false;
    after.clear();
    inverse_.clear();
    arena_.clear();
    return view_->splice(edits_, after, inverse_, arena_).has_value();
  }

 private:
  bool is(const model::Path& path, std::string_view text) const {
    const auto raw = view_->find(path);
    return raw && view_->string_of(*raw) == text;
  }

  model::Path type_{{"transaction_type"}};
  model::Path status_{{"status"}};
  model::Path spent_at_{{"spent_at"}};
  std::string spent_at_raw_;
  std::vector<model::Edit> edits_;
  std::vector<model::Edit> inverse_;
  model::Arena arena_;
  std::unique_ptr<model::ItemView> view_;
};

}  // namespace

base::Result<Measurement> run_bare_loop(const std::string& path) {
  const Stopwatch watch;
  sqlite3* opened = nullptr;
  if (sqlite3_open(path.c_str(), &opened) != SQLITE_OK) return failed(opened, "open");
  const Database database(opened);
  sqlite3_exec(opened, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;",
               nullptr, nullptr, nullptr);
  const Statement select =
      prepare(opened, "SELECT key, item FROM cashu_tokens WHERE key > ?1 ORDER BY key LIMIT ?2");
  const Statement update = prepare(opened, "UPDATE cashu_tokens SET item = ?2 WHERE key = ?1");
  if (!select || !update) return failed(opened, "prepare");

  Measurement measured;
  Change change;
  stores::Page page;
  std::string last_key;
  std::string after;
  do {
    page.clear();
    bind_text(select.get(), 1, last_key);
    sqlite3_bind_int(select.get(), 2, page_items);
    while (sqlite3_step(select.get()) == SQLITE_ROW)
      page.append(column(select.get(), 0), column(select.get(), 1));
    sqlite3_reset(select.get());
    sqlite3_exec(opened, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    for (std::size_t i = 0; i < page.size(); ++i) {
      if (!change.make(page[i].bytes, after)) continue;
      bind_text(update.get(), 1, page[i].key);
      bind_text(update.get(), 2, after);
      if (sqlite3_step(update.get()) != SQLITE_DONE) return failed(opened, "update");
      sqlite3_reset(update.get());
      ++measured.changed;
    }
    if (sqlite3_exec(opened, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
      return failed(opened, "commit");
    measured.items += page.size();
    if (!page.empty()) last_key = page[page.size() - 1].key;
  } while (page.size() == page_items);
  measured.seconds = watch.seconds();
  return measured;
}

}  // namespace whimbrel::bench
