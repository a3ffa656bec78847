#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/dynamodb/dynamodb_backups.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr base::UnixMillis at_ms = 1'733'063'422'000;  // 2024-12-01T14:30:22Z

template <typename Server>
class BackupBench {
 public:
  BackupBench()
      : store_(StoreContext{
            options(), server_.credentials(), base::system_clock(), cancellation_, {}}) {}

  Store& store() { return store_; }
  NativeBackups& backups() { return *store_.native_backups(); }
  const base::Cancellation& cancellation() const { return cancellation_; }
  // moto's tables are everybody's.
  std::string name(const std::string& suffix) const { return server_.access_key_id() + suffix; }

  void make_table(const std::string& table, int items) {
    ASSERT_TRUE(store_.create_collection({table, {model::Path({"id"})}}));
    for (int i = 0; i < items; ++i)
      ASSERT_TRUE(server_.client().call(
          "PutItem",
          fmt::format(R"({{"TableName":"{}","Item":{{"id":{{"S":"{}"}},"n":{{"N":"{}"}}}}}})",
                      table, i, i)));
  }
  std::size_t items_of(const std::string& table) {
    const auto session = store_.open_session();
    Page page;
    EXPECT_TRUE((*session)->scan({table, {}}, page));
    return page.size();
  }

 private:
  DynamoDbOptions options() const {
    DynamoDbOptions options;
    options.client = server_.options();
    options.table_poll_ms = 20;
    return options;
  }

  Server server_;
  base::Cancellation cancellation_;
  DynamoDbStore store_;
};

class DynamoDbBackupsLive : public ::testing::Test {
 protected:
  // A usable backup of a table with that many items.
  NativeBackup backed_up(const std::string& table, int items) {
    bench_.make_table(table, items);
    const auto started = bench_.backups().start(table, at_ms);
    EXPECT_TRUE(started) << started.error().describe();
    const auto done = bench_.backups().wait_until_usable(started->id, bench_.cancellation());
    EXPECT_TRUE(done) << done.error().describe();
    return *done;
  }

  BackupBench<testing::Moto> bench_;
};

TEST_F(DynamoDbBackupsLive, are_made_under_the_tables_name_and_time_and_listed) {
  ASSERT_EQ(bench_.backups().are_offered(), true);
  const NativeBackup backup = backed_up(bench_.name("-one"), 3);
  EXPECT_TRUE(backup.is_usable);
  EXPECT_EQ(backup.name, "migration-backup-20241201-143022-" + bench_.name("-one"));
  EXPECT_EQ(backup.collection, bench_.name("-one"));
  EXPECT_EQ(backup.items, 3u);
  EXPECT_GT(backup.created_ms, at_ms);

  const auto listed = bench_.backups().list(bench_.name("-one"));
  ASSERT_TRUE(listed) << listed.error().describe();
  ASSERT_EQ(listed->size(), 1u);
  EXPECT_EQ(listed->front().id, backup.id);
  EXPECT_EQ(listed->front().name, backup.name);
}

TEST_F(DynamoDbBackupsLive, are_restored_into_a_new_table_and_never_over_one) {
  const std::string table = bench_.name("-two");
  const NativeBackup backup = backed_up(table, 5);
  ASSERT_TRUE(bench_.backups().restore(backup.id, table + "-restored", bench_.cancellation()));
  EXPECT_EQ(bench_.items_of(table + "-restored"), 5u);

  const auto again = bench_.backups().restore(backup.id, table, bench_.cancellation());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::refused);
  EXPECT_THAT(again.error().message(), HasSubstr(table));
}

TEST_F(DynamoDbBackupsLive, are_found_by_id_and_by_name) {
  const NativeBackup backup = backed_up(bench_.name("-three"), 1);
  EXPECT_EQ(bench_.backups().find(backup.id)->name, backup.name);
  EXPECT_EQ(bench_.backups().find(backup.name)->id, backup.id);
  ASSERT_TRUE(bench_.backups().erase(backup.id));
  EXPECT_EQ(bench_.backups().find(backup.name).error().kind(), ErrorKind::not_found);
  EXPECT_EQ(bench_.backups().find(backup.id).error().kind(), ErrorKind::not_found);
}

TEST_F(DynamoDbBackupsLive, of_one_second_are_told_apart_by_id_only) {
  const NativeBackup backup = backed_up(bench_.name("-four"), 1);
  ASSERT_TRUE(bench_.backups().start(bench_.name("-four"), at_ms));
  EXPECT_EQ(bench_.backups().find(backup.name).error().kind(), ErrorKind::usage);
  EXPECT_TRUE(bench_.backups().find(backup.id));
}

TEST_F(DynamoDbBackupsLive, of_a_table_that_is_not_there_are_refused_by_its_name) {
  const auto none = bench_.backups().start(bench_.name("-none"), at_ms);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind(), ErrorKind::not_found);
  EXPECT_THAT(none.error().message(), HasSubstr(bench_.name("-none")));
}

TEST_F(DynamoDbBackupsLive, are_restored_by_the_command_that_is_shown) {
  const std::string command = bench_.backups().restore_command("arn:aws:dynamodb:x", "new-table");
  EXPECT_THAT(command, ::testing::StartsWith("aws dynamodb restore-table-from-backup "));
  EXPECT_THAT(command, HasSubstr("--target-table-name new-table --backup-arn arn:aws:dynamodb:x "
                                 "--region eu-west-2 --endpoint-url http://127.0.0.1:"));
}

TEST(DynamoDbBackupsOfDynamoDbLocal, are_not_offered) {
  BackupBench<testing::DynamoDbLocal> bench;
  EXPECT_EQ(bench.backups().are_offered(), false);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
