// Commands that whimbrel prints for AWS's own tool, run as printed.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"
#include "whimbrel/stores/dynamodb/testing/printed_command.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

class PrintedCommand : public ::testing::Test {
 protected:
  DynamoDbOptions options() const {
    DynamoDbOptions options;
    options.client = server_.options();
    options.table_poll_ms = 20;
    return options;
  }

  testing::Moto server_;
  base::Cancellation cancellation_;
  DynamoDbStore store_{
      StoreContext{options(), server_.credentials(), base::system_clock(), cancellation_, {}}};
};

TEST_F(PrintedCommand, restores_a_backup) {
  const std::string table = server_.access_key_id() + "-printed";
  ASSERT_TRUE(store_.create_collection({table, {model::Path({"id"})}}));
  ASSERT_TRUE(server_.client().call(
      "PutItem", fmt::format(R"({{"TableName":"{}","Item":{{"id":{{"S":"a"}}}}}})", table)));
  NativeBackups& backups = *store_.native_backups();
  const auto started = backups.start(table, base::system_clock().now_ms());
  ASSERT_TRUE(started) << started.error().describe();
  ASSERT_TRUE(backups.wait_until_usable(started->id, cancellation_));

  const auto end = testing::run_printed_command(
      server_, backups.restore_command(started->id, table + "-restored"));
  ASSERT_EQ(end.code, 0) << end.output;
  const auto session = store_.open_session();
  Page page;
  const auto scanned = (*session)->scan({table + "-restored", {}}, page);
  ASSERT_TRUE(scanned) << scanned.error().describe();
  EXPECT_EQ(page.size(), 1U);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
