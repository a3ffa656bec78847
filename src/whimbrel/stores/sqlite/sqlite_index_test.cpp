#include <gtest/gtest.h>

#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/stores/contract/contract_context.hpp"
#include "whimbrel/stores/contract/testing/random_scans.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"
#include "whimbrel/stores/sqlite/testing/scratch_folder.hpp"

namespace whimbrel::stores::sqlite {
namespace {

using contract::Context;
using contract::why;

const IndexSpec by_status{"by_status", {model::Path({"status"})}};

class SqliteIndexTest : public ::testing::Test {
 protected:
  std::unique_ptr<SqliteStore> open() const {
    SqliteOptions options;
    options.path = path_;
    options.sync = Sync::off;
    auto store = SqliteStore::open(std::move(options));
    if (!store) throw std::runtime_error(store.error().describe());
    return *std::move(store);
  }

  // As a user with the sqlite3 shell.
  void run_sql(const std::string& sql) const {
    ConnectionOptions options;
    options.path = path_;
    auto connection = Connection::open(options);
    ASSERT_TRUE(connection);
    const auto done = connection->execute(sql, "test");
    ASSERT_TRUE(done) << why(done);
  }

  std::int64_t ask_sql(const std::string& sql) const {
    ConnectionOptions options;
    options.path = path_;
    auto connection = Connection::open(options);
    return connection ? connection->query_integer(sql, "test").value_or(-1) : -1;
  }

  // The keys of what a scan for { status: TEXT } gives.
  static std::vector<std::string> look_up(Context& context, std::string_view text,
                                          KeyRange range = {}, std::size_t items_max = 5'000) {
    const auto where = model::Filter::compile(model::Object{{"status", text}}).value();
    ScanRequest request{"tokens", std::move(range), items_max};
    request.where = &where;
    std::vector<std::string> keys;
    Page page;
    for (bool ended = false; !ended;) {
      page.clear();
      const auto scanned = context.session().scan(request, page);
      EXPECT_TRUE(scanned) << why(scanned);
      ended = scanned.value_or(true);
      for (std::size_t i = 0; i < page.size(); ++i) keys.emplace_back(page[i].key);
      if (!ended) request.range.after = model::Key{std::string(page.reached())};
    }
    return keys;
  }

  // Item i is open when i is a multiple of 10.
  static void fill(Context& context, int items = 100) {
    context.make_collection();
    for (int i = 0; i < items; ++i)
      context.insert(context.key(i), context.item(i, {{"status", i % 10 == 0 ? "open" : "done"}}));
  }

  static std::vector<std::string> tens(const Context& context, int items = 100) {
    std::vector<std::string> keys;
    for (int i = 0; i < items; i += 10) keys.push_back(context.key(i));
    return keys;
  }

  testing::ScratchFolder folder_;
  std::string path_ = folder_.file("store.db");
};

TEST_F(SqliteIndexTest, a_filtered_scan_reads_only_what_the_index_finds) {
  Context context(open());
  fill(context);
  EXPECT_EQ(look_up(context, "open").size(), 100U) << "without an index it reads everything";
  ASSERT_TRUE(context.store().create_index("tokens", by_status));
  for (const std::size_t items_max : {std::size_t{1}, std::size_t{3}, std::size_t{100}})
    EXPECT_EQ(look_up(context, "open", {}, items_max), tens(context));
  EXPECT_TRUE(look_up(context, "lost").empty());
  const KeyRange range{model::Key{context.key(20)}, model::Key{context.key(40)}};
  EXPECT_EQ(look_up(context, "open", range),
            (std::vector<std::string>{context.key(30), context.key(40)}));
  ASSERT_TRUE(context.store().drop_index("tokens", "by_status"));
  EXPECT_EQ(look_up(context, "open").size(), 100U);
}

TEST_F(SqliteIndexTest, a_filtered_scan_gives_the_same_with_and_without_indexes) {
  Context context(open());
  contract::testing::check_random_scans(context, {});
  contract::testing::check_random_scans(
      context, {by_status, IndexSpec{"by_a", {model::Path({"a"})}},
                IndexSpec{"by_both", {model::Path({"status"}), model::Path({"a"})}},
                IndexSpec{"by_inner", {model::Path({"a", "b"})}}});
}

TEST_F(SqliteIndexTest, a_lookup_follows_changes) {
  Context context(open());
  fill(context);
  ASSERT_TRUE(context.store().create_index("tokens", by_status));
  context.change(context.key(20), "status", "done");
  context.change(context.key(7), "status", "open");
  context.apply(context.erase(context.key(0)));
  auto expected = tens(context);
  expected[0] = context.key(7);
  expected.erase(expected.begin() + 2);
  EXPECT_EQ(look_up(context, "open"), expected);
}

TEST_F(SqliteIndexTest, what_the_index_cannot_answer_for_is_given_in_its_place) {
  Context context(open());
  context.make_collection();
  ASSERT_TRUE(context.store().create_index("tokens", by_status));
  const std::vector<std::string> items{
      R"({"_id":0,"status":"open"})",
      R"({"_id":1,"status":["x","open"]})",
      R"({"_id":2,"st\u0061tus":"open"})",
      R"({"_id":3,"status":"ope\u006e"})",
      R"({"_id":4,"status":{"$symbol":"open"}})",
      R"({"_id":5,"status":"open","status":"done"})",
      R"({"_id":6,"status":"done"})",
      R"({"_id":7})",
      R"({"_id":8,"status":null})",
      R"({"_id":9, "status" : "open" })",
  };
  for (std::size_t i = 0; i < items.size(); ++i)
    context.insert(context.key(static_cast<int>(i)), items[i]);
  std::vector<std::string> expected;
  for (const int number : {0, 1, 2, 3, 4, 5, 9}) expected.push_back(context.key(number));
  EXPECT_EQ(look_up(context, "open"), expected);
  EXPECT_EQ(look_up(context, "open", {}, 2), expected);
}

TEST_F(SqliteIndexTest, a_text_with_a_nul_is_not_looked_up) {
  Context context(open());
  context.make_collection();
  ASSERT_TRUE(context.store().create_index("tokens", by_status));
  const std::string_view text("op\0en", 5);
  context.insert(context.key(1), context.item(1, {{"status", text}}));
  context.insert(context.key(2), context.item(2, {{"status", "op"}}));
  EXPECT_EQ(look_up(context, text).size(), 2U) << "everything was read";
}

TEST_F(SqliteIndexTest, indexes_are_there_after_reopening) {
  {
    Context context(open());
    fill(context, 10);
    EXPECT_EQ(ask_sql("SELECT count(*) FROM sqlite_schema WHERE name='whimbrel_indexes'"), 0);
    ASSERT_TRUE(context.store().create_index("tokens", by_status));
  }
  Context context(open());
  EXPECT_EQ(context.store().indexes("tokens").value(), std::vector<IndexSpec>{by_status});
  EXPECT_EQ(look_up(context, "open"), tens(context, 10));
}

TEST_F(SqliteIndexTest, an_index_serves_the_shell_too) {
  Context context(open());
  fill(context);
  ASSERT_TRUE(context.store().create_index("tokens", by_status));
  EXPECT_EQ(ask_sql("SELECT count(*) FROM tokens INDEXED BY \"tokens.by_status\" WHERE "
                    "json_extract(item,'$.status')='open'"),
            10);
  run_sql(
      "UPDATE tokens SET item=json_set(item,'$.status','done') WHERE "
      "json_extract(item,'$.status')='open'");
  EXPECT_TRUE(look_up(context, "open").empty());
}

TEST_F(SqliteIndexTest, an_index_that_the_shell_dropped_is_gone) {
  Context context(open());
  fill(context);
  ASSERT_TRUE(context.store().create_index("tokens", by_status));
  EXPECT_EQ(look_up(context, "open").size(), 10U);
  run_sql("DROP INDEX \"tokens.by_status\"");
  EXPECT_EQ(look_up(context, "open").size(), 100U);
  EXPECT_TRUE(context.store().indexes("tokens")->empty());
  const auto made = context.store().create_index("tokens", by_status);
  ASSERT_TRUE(made) << why(made);
  EXPECT_EQ(look_up(context, "open").size(), 10U);
}

TEST_F(SqliteIndexTest, an_item_that_is_no_json_can_have_no_index) {
  Context context(open());
  fill(context, 10);
  run_sql("UPDATE tokens SET item='not json' WHERE key LIKE '%5\"'");
  const auto made = context.store().create_index("tokens", by_status);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), base::ErrorKind::invalid_data);
  EXPECT_TRUE(context.store().indexes("tokens")->empty());
}

TEST_F(SqliteIndexTest, odd_field_names_have_indexes_where_sqlite_can_spell_them) {
  Context context(open());
  fill(context, 10);
  for (const model::Path& field : {model::Path({"it's"}), model::Path({"a b", "0", "c.d"}),
                                   model::Path({"é"}), model::Path({""}), model::Path({"[0]"})})
    EXPECT_TRUE(context.store().create_index("tokens", {field.text() + "x", {field}}))
        << field.text();
  const auto quoted = context.store().create_index("tokens", {"q", {model::Path({"a\"b"})}});
  ASSERT_FALSE(quoted);
  EXPECT_EQ(quoted.error().kind(), base::ErrorKind::unsupported);
}

}  // namespace
}  // namespace whimbrel::stores::sqlite
