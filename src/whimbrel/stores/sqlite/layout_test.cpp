#include "whimbrel/stores/sqlite/layout.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/fsuid.h>

#include <filesystem>
#include <fstream>

#include "whimbrel/stores/contract/contract_context.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"
#include "whimbrel/stores/sqlite/testing/scratch_folder.hpp"

namespace whimbrel::stores::sqlite {
namespace {

using base::ErrorKind;
using contract::Context;
using contract::why;
using testing::ScratchFolder;

base::Result<std::unique_ptr<SqliteStore>> open(const std::string& path,
                                                Access access = Access::create) {
  SqliteOptions options;
  options.path = path;
  options.access = access;
  return SqliteStore::open(std::move(options));
}

// The kind of failure and that its message names the file.
::testing::AssertionResult fails(const base::Result<std::unique_ptr<SqliteStore>>& opened,
                                 ErrorKind kind, const std::string& path) {
  if (opened) return ::testing::AssertionFailure() << "it opened";
  const std::string text = opened.error().describe();
  if (opened.error().kind() != kind || text.find(path) == std::string::npos ||
      opened.error().remedy().empty())
    return ::testing::AssertionFailure() << to_string(opened.error().kind()) << ": " << text;
  return ::testing::AssertionSuccess();
}

std::int64_t number(const std::string& path, const std::string& sql) {
  ConnectionOptions options;
  options.path = path;
  auto connection = Connection::open(options);
  EXPECT_TRUE(connection) << why(connection);
  return connection->query_integer(sql, "test").value_or(-1);
}

void run_sql(const std::string& path, const std::string& sql) {
  ConnectionOptions options;
  options.path = path;
  auto connection = Connection::open(options);
  ASSERT_TRUE(connection) << why(connection);
  const auto done = connection->execute(sql, "test");
  ASSERT_TRUE(done) << why(done);
}

TEST(Layout, a_new_file_is_marked_as_a_whimbrel_database) {
  const ScratchFolder folder;
  const std::string path = folder.file("new.db");
  ASSERT_TRUE(open(path));
  EXPECT_EQ(number(path, "PRAGMA application_id"), application_id);
  EXPECT_EQ(number(path, "PRAGMA user_version"), layout_version);
  EXPECT_EQ(number(path, "PRAGMA page_size"), page_bytes);
  EXPECT_EQ(number(path, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode='wal'"), 1);
  ASSERT_TRUE(open(path)) << "and opens again";
}

TEST(Layout, items_are_readable_with_plain_sql) {
  const ScratchFolder folder;
  const std::string path = folder.file("plain.db");
  Context context(*open(path));
  context.make_collection("my tokens");
  context.insert(context.key(7), context.item(7, {{"status", "unspent"}}), "my tokens");
  EXPECT_EQ(number(path,
                   "SELECT count(*) FROM \"my tokens\" WHERE key='\"item-000007\"' AND "
                   "json_extract(item,'$.status')='unspent'"),
            1);
}

TEST(Layout, a_database_of_another_program_is_refused) {
  const ScratchFolder folder;
  const std::string path = folder.file("other.db");
  run_sql(path, "CREATE TABLE customers (name TEXT)");
  EXPECT_TRUE(fails(open(path), ErrorKind::refused, path));
  EXPECT_EQ(number(path, "SELECT count(*) FROM sqlite_schema"), 1) << "it is left alone";
}

TEST(Layout, a_later_layout_is_refused) {
  const ScratchFolder folder;
  const std::string path = folder.file("later.db");
  ASSERT_TRUE(open(path));
  run_sql(path, fmt::format("PRAGMA user_version={}", layout_version + 1));
  EXPECT_TRUE(fails(open(path), ErrorKind::unsupported, path));
}

TEST(Layout, a_file_that_is_no_database_is_refused_and_kept) {
  const ScratchFolder folder;
  const std::string path = folder.file("tokens.jsonl");
  std::ofstream(path) << std::string(2'000, '{');
  EXPECT_TRUE(fails(open(path), ErrorKind::corrupt, path));
  EXPECT_EQ(std::filesystem::file_size(path), 2'000U);
}

TEST(Layout, a_missing_file_is_made_only_when_asked) {
  const ScratchFolder folder;
  const std::string path = folder.file("missing.db");
  EXPECT_TRUE(fails(open(path, Access::read_write), ErrorKind::not_found, path));
  EXPECT_TRUE(fails(open(path, Access::read_only), ErrorKind::not_found, path));
  EXPECT_FALSE(std::filesystem::exists(path));
  const std::string nowhere = folder.file("no/such/folder.db");
  EXPECT_TRUE(fails(open(nowhere), ErrorKind::not_found, nowhere));
}

TEST(Layout, an_empty_file_is_no_database_yet) {
  const ScratchFolder folder;
  const std::string path = folder.file("empty.db");
  std::ofstream(path).flush();
  EXPECT_TRUE(fails(open(path, Access::read_only), ErrorKind::not_found, path));
  EXPECT_TRUE(open(path));
}

// As a kill while the file was made leaves it.
TEST(Layout, an_empty_file_with_a_log_is_no_database_yet) {
  const ScratchFolder folder;
  const std::string path = folder.file("killed.db");
  std::ofstream(path).flush();
  std::ofstream(path + "-wal") << "frames without a commit";
  EXPECT_TRUE(fails(open(path, Access::read_only), ErrorKind::not_found, path));
}

TEST(Layout, odd_paths_are_paths_and_not_options) {
  const ScratchFolder folder;
  const std::string path = folder.file("a?mode=memory&x=%41 #ü.db");
  ASSERT_TRUE(open(path));
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(Layout, read_only_reads_and_refuses_to_write) {
  const ScratchFolder folder;
  const std::string path = folder.file("store.db");
  {
    Context context(*open(path));
    context.make_collection();
    context.insert(context.key(1), context.item(1));
  }
  Context context(*open(path, Access::read_only));
  EXPECT_EQ(context.read(context.key(1)), context.item(1));
  EXPECT_TRUE(context.store().maintain());
  for (const auto& refused :
       {context.session().begin(), Context::put(context.session(), Space::ledger, "a", "{}", 1),
        context.store().create_collection({"x", {model::Path({"_id"})}})}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), ErrorKind::permission) << why(refused);
  }
}

// File access as a user without rights, whoever runs the tests.
class AsNobody {
 public:
  AsNobody() : before_(setfsuid(65'534)) {}
  ~AsNobody() { setfsuid(static_cast<uid_t>(before_)); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  int before_;
};

class ReadOnlyFolder : public ::testing::Test {
 protected:
  ReadOnlyFolder() {
    Context context(*open(path_));
    context.make_collection();
    context.insert(context.key(1), context.item(1));
  }
  ~ReadOnlyFolder() override { set_permissions(std::filesystem::perms::owner_all); }

  void set_permissions(std::filesystem::perms of_folder) {
    using std::filesystem::perms;
    std::filesystem::permissions(path_, perms::owner_read | perms::group_read | perms::others_read);
    std::filesystem::permissions(folder_.path(), of_folder);
  }
  static constexpr auto readable =
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec |
      std::filesystem::perms::group_read | std::filesystem::perms::group_exec |
      std::filesystem::perms::others_read | std::filesystem::perms::others_exec;

  ScratchFolder folder_;
  std::string path_ = folder_.file("store.db");
};

TEST_F(ReadOnlyFolder, is_read_without_leaving_a_trace) {
  set_permissions(readable);
  const AsNobody nobody;
  auto store = open(path_, Access::read_only);
  ASSERT_TRUE(store) << why(store);
  Context context(*std::move(store));
  EXPECT_TRUE(context.read(context.key(1)));
}

TEST_F(ReadOnlyFolder, is_not_read_past_a_log_that_holds_changes) {
  std::ofstream(path_ + "-wal") << "frames that a crash left";
  std::filesystem::permissions(path_ + "-wal", std::filesystem::perms::owner_read);
  set_permissions(readable);
  const AsNobody nobody;
  EXPECT_TRUE(fails(open(path_, Access::read_only), ErrorKind::permission, path_));
}

TEST_F(ReadOnlyFolder, cannot_be_written_and_says_why) {
  set_permissions(readable);
  const AsNobody nobody;
  EXPECT_TRUE(fails(open(path_, Access::read_write), ErrorKind::permission, path_));
}

TEST_F(ReadOnlyFolder, a_folder_that_cannot_be_entered_says_so) {
  set_permissions(std::filesystem::perms::owner_all);
  const AsNobody nobody;
  EXPECT_TRUE(fails(open(path_, Access::read_only), ErrorKind::permission, path_));
}

TEST(Layout, identifiers_are_quoted_whatever_they_hold) {
  EXPECT_EQ(quote_identifier("tokens"), "\"tokens\"");
  EXPECT_EQ(quote_identifier("a\"b"), "\"a\"\"b\"");
}

}  // namespace
}  // namespace whimbrel::stores::sqlite
