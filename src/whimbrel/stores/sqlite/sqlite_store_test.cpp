#include "whimbrel/stores/sqlite/sqlite_store.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <numeric>

#include "whimbrel/stores/contract/contract_context.hpp"
#include "whimbrel/stores/sqlite/testing/scratch_folder.hpp"

namespace whimbrel::stores::sqlite {
namespace {

using base::ErrorKind;
using contract::Context;
using contract::GuardedWrite;
using contract::why;

class SqliteStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<SqliteStore> open(std::size_t log_bytes_max = std::size_t{64} << 20) const {
    SqliteOptions options;
    options.path = path_;
    options.sync = Sync::off;
    options.busy_timeout_ms = 50;
    options.log_bytes_max = log_bytes_max;
    auto store = SqliteStore::open(std::move(options));
    if (!store) throw std::runtime_error(store.error().describe());
    return *std::move(store);
  }

  // As a user with the sqlite3 shell does it.
  void run_sql(const std::string& sql) const {
    ConnectionOptions options;
    options.path = path_;
    auto connection = Connection::open(options);
    ASSERT_TRUE(connection);
    const auto done = connection->execute(sql, "test");
    ASSERT_TRUE(done) << why(done);
  }

  std::size_t log_bytes() const {
    std::error_code none;
    const auto bytes = std::filesystem::file_size(path_ + "-wal", none);
    return none ? 0 : bytes;
  }

  testing::ScratchFolder folder_;
  std::string path_ = folder_.file("store.db");
};

TEST_F(SqliteStoreTest, items_keep_blanks_and_order_of_their_text) {
  Context context(open());
  context.make_collection();
  const std::string item = "{ \"b\" : 1,\n\t\"a\":[ ] ,\"_id\":\"item-000001\", \"s\": \"old\" }";
  context.insert(context.key(1), item);
  EXPECT_EQ(context.read(context.key(1)), item);
  context.change(context.key(1), "s", "new");
  EXPECT_EQ(context.read(context.key(1)),
            "{ \"b\" : 1,\n\t\"a\":[ ] ,\"_id\":\"item-000001\", \"s\": \"new\" }");
}

TEST_F(SqliteStoreTest, a_change_made_with_plain_sql_is_a_live_change) {
  Context context(open());
  context.make_collection();
  const std::string item = context.item(1, {{"status", "unspent"}, {"note", "old"}});
  context.insert(context.key(1), item);
  run_sql("UPDATE tokens SET item=json_set(item,'$.note','new')");
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::applied);
  EXPECT_EQ(context.field(context.key(1), "note"), model::Value("new"));
  run_sql("UPDATE tokens SET item='not json at all'");
  GuardedWrite undo = context.update(context.key(1));
  undo.expect("status", "spent").set("status", "unspent").on(update.after());
  EXPECT_EQ(context.apply(undo), WriteOutcome::guard_failed);
  EXPECT_EQ(context.read(context.key(1)), "not json at all");
}

TEST_F(SqliteStoreTest, a_writer_of_another_store_makes_this_one_wait_and_then_give_up) {
  Context ours(open());
  Context theirs(open());
  ours.make_collection();
  ASSERT_TRUE(theirs.session().begin());
  const auto begun = ours.session().begin();
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().kind(), ErrorKind::busy);
  ASSERT_TRUE(theirs.session().rollback());
  EXPECT_TRUE(ours.session().begin());
}

TEST_F(SqliteStoreTest, a_session_may_outlive_its_store) {
  auto store = open();
  ASSERT_TRUE(store->create_collection({"tokens", {model::Path({"_id"})}}));
  auto session = *store->open_session();
  EXPECT_TRUE(store->close());
  store.reset();
  EXPECT_TRUE(Context::put(*session, Space::ledger, "run/1", "{}", 1));
}

TEST_F(SqliteStoreTest, maintenance_bounds_the_log) {
  constexpr std::size_t bound = std::size_t{2} << 20;
  Context context(open(bound));
  context.make_collection();
  const std::string pad(100'000, 'p');
  std::size_t largest = 0;
  for (int number = 0; number < 200; ++number) {
    context.insert(context.key(number), context.item(number, {{"pad", pad}}));
    const auto done = context.store().maintain();
    ASSERT_TRUE(done) << why(done);
    largest = std::max(largest, log_bytes());
  }
  EXPECT_LT(largest, 2 * bound);
}

TEST_F(SqliteStoreTest, maintenance_does_not_wait_for_an_open_transaction_for_long) {
  Context context(open(1));
  context.make_collection();
  context.insert(context.key(1), context.item(1));
  ASSERT_TRUE(context.session().begin());
  context.insert(context.key(2), context.item(2));
  const auto done = context.store().maintain();
  EXPECT_TRUE(done) << why(done);
  EXPECT_TRUE(context.session().commit());
}

TEST_F(SqliteStoreTest, closing_empties_the_log) {
  auto store = open();
  ASSERT_TRUE(store->create_collection({"tokens", {model::Path({"_id"})}}));
  EXPECT_GT(log_bytes(), 0U);
  const auto closed = store->close();
  EXPECT_TRUE(closed) << why(closed);
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
}

TEST_F(SqliteStoreTest, a_damaged_page_is_reported_as_corrupt) {
  {
    Context context(open());
    context.make_collection();
    context.insert_many(3'000);
  }
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  const std::string garbage(16'384, '\x7f');
  for (std::size_t page = 8; page < 12; ++page) {
    file.seekp(static_cast<std::streamoff>(page * garbage.size()));
    file.write(garbage.data(), static_cast<std::streamsize>(garbage.size()));
  }
  file.close();
  const auto store = open();
  const auto session = *store->open_session();
  Page page;
  const auto scanned = session->scan({"tokens", {}}, page);
  ASSERT_FALSE(scanned);
  EXPECT_EQ(scanned.error().kind(), ErrorKind::corrupt);
  EXPECT_FALSE(scanned.error().remedy().empty());
}

TEST_F(SqliteStoreTest, large_collections_are_counted_by_the_book) {
  Context context(open());
  context.make_collection();
  context.insert_many(12'000);
  EXPECT_EQ(context.apply(context.erase(context.key(0))), WriteOutcome::applied);
  const auto info = context.store().collection("tokens");
  ASSERT_TRUE(info);
  EXPECT_FALSE(info->items_exact);
  EXPECT_EQ(info->items, 11'999U);
}

// Inserts items under keys in no order, so that the tree grows in its middle.
void insert_scattered(Context& context, int count) {
  for (int first = 0; first < count; first += 10'000) {
    std::vector<std::string> texts;
    std::vector<ItemWrite> writes(10'000);
    std::vector<WriteOutcome> outcomes(writes.size());
    for (int i = first; i < first + 10'000; ++i) {
      const int number = static_cast<int>(i * std::int64_t{7'919} % 1'000'003);
      texts.push_back(context.key(number));
      texts.push_back(fmt::format(R"({{"_id":{},"pad":"{:0>150}"}})", texts.back(), i));
    }
    for (std::size_t i = 0; i < writes.size(); ++i) {
      writes[i].kind = ItemWrite::Kind::insert;
      writes[i].collection = "tokens";
      writes[i].key = texts[2 * i];
      writes[i].after = texts[2 * i + 1];
    }
    const auto done = context.session().write(writes, outcomes);
    ASSERT_TRUE(done) << why(done);
  }
}

TEST_F(SqliteStoreTest, large_collections_are_cut_into_even_parts) {
  Context context(open());
  context.make_collection();
  constexpr int count = 60'000;
  insert_scattered(context, count);
  for (const std::size_t segments : {std::size_t{2}, std::size_t{5}, std::size_t{16}}) {
    const auto ranges = context.store().split("tokens", segments);
    ASSERT_TRUE(ranges) << why(ranges);
    EXPECT_EQ(ranges->size(), segments);
    std::size_t total = 0;
    for (const KeyRange& range : *ranges) {
      const std::size_t items = Context::scan_all(context.session(), range).size();
      EXPECT_LT(items, 1.5 * count / static_cast<double>(segments));
      EXPECT_GT(items, 0.5 * count / static_cast<double>(segments));
      total += items;
    }
    EXPECT_EQ(total, static_cast<std::size_t>(count));
  }
}

}  // namespace
}  // namespace whimbrel::stores::sqlite
