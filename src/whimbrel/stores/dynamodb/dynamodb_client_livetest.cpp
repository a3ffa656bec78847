#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class RecordingMeter final : public CapacityMeter {
 public:
  void on_consumed(std::string_view table, CapacityUnits units) override {
    const std::lock_guard lock(mutex_);
    CapacityUnits& sum = units_[std::string(table)];
    sum.read += units.read;
    sum.write += units.write;
  }
  CapacityUnits of(const std::string& table) { return units_[table]; }

 private:
  std::mutex mutex_;
  std::map<std::string, CapacityUnits> units_;
};

class RecordingLoad final : public LoadObserver {
 public:
  void on_try(const ObservedTry& seen) override {
    ++tries;
    if (seen.latency_us <= 0) all_took_time = false;
  }
  int tries = 0;
  bool all_took_time = true;
};

// A table `users` with a key `id`, in a database of the test's own.
class DynamoDbClientLive : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto made = client_.call("CreateTable", R"({"TableName": "users",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST"})");
    ASSERT_TRUE(made) << made.error().message;
  }

  DynamoDbResult<Reply> put(const std::string& id, const std::string& condition = "") {
    return client_.call("PutItem", R"({"TableName":"users","Item":{"id":{"S":")" + id +
                                       R"("},"n":{"N":"12345678901234567890123456789012345678"}})" +
                                       condition + "}");
  }

  RecordingMeter meter_;
  RecordingLoad load_;
  testing::DynamoDbLocal server_;
  DynamoDbClient client_ = server_.client({&meter_, &load_});
};

TEST_F(DynamoDbClientLive, writes_and_reads_items_with_every_digit) {
  ASSERT_TRUE(put("a"));
  const auto got = client_.call(
      "GetItem", R"({"TableName":"users","Key":{"id":{"S":"a"}},"ConsistentRead":true})");
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_THAT(got->json, HasSubstr("12345678901234567890123456789012345678"));
  const auto page = client_.call("Scan", R"({"TableName":"users"})");
  ASSERT_TRUE(page);
  EXPECT_THAT(page->json, HasSubstr(R"("Count":1)"));
}

TEST_F(DynamoDbClientLive, tells_what_everything_cost_and_how_long_it_took) {
  ASSERT_TRUE(put("a"));
  ASSERT_TRUE(client_.call(
      "GetItem", R"({"TableName":"users","Key":{"id":{"S":"a"}},"ConsistentRead":true})"));
  ASSERT_TRUE(client_.call("TransactWriteItems", R"({"TransactItems":[
      {"Put":{"TableName":"users","Item":{"id":{"S":"b"}}}}]})"));
  ASSERT_TRUE(client_.call("BatchWriteItem", R"({"RequestItems":{"users":[
      {"PutRequest":{"Item":{"id":{"S":"c"}}}}, {"PutRequest":{"Item":{"id":{"S":"d"}}}}]}})"));
  EXPECT_EQ(meter_.of("users").read, 1);
  EXPECT_EQ(meter_.of("users").write, 1 + 2 + 2);
  EXPECT_EQ(load_.tries, 5);
  EXPECT_TRUE(load_.all_took_time);
}

TEST_F(DynamoDbClientLive, gives_the_item_that_failed_a_condition) {
  ASSERT_TRUE(put("a"));
  const auto again = put("a", R"j(,"ConditionExpression":"attribute_not_exists(id)",
      "ReturnValuesOnConditionCheckFailure":"ALL_OLD")j");
  ASSERT_FALSE(again);
  EXPECT_TRUE(again.error().is("ConditionalCheckFailed")) << again.error().code;
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
  EXPECT_FALSE(again.error().outcome_unknown);
  EXPECT_THAT(again.error().item, HasSubstr(R"("id")"));
}

TEST_F(DynamoDbClientLive, gives_the_reasons_of_a_cancelled_transaction_in_order) {
  ASSERT_TRUE(put("taken"));
  const auto cancelled = client_.call("TransactWriteItems", R"j({"TransactItems":[
      {"Put":{"TableName":"users","Item":{"id":{"S":"free"}}}},
      {"Put":{"TableName":"users","Item":{"id":{"S":"taken"}},
              "ConditionExpression":"attribute_not_exists(id)",
              "ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}]})j");
  ASSERT_FALSE(cancelled);
  const DynamoDbError& error = cancelled.error();
  EXPECT_TRUE(error.is("TransactionCanceledException"));
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  ASSERT_THAT(error.reasons, SizeIs(2));
  EXPECT_EQ(error.reasons[0].code, "None");
  EXPECT_EQ(error.reasons[1].code, "ConditionalCheckFailed");
  EXPECT_THAT(error.reasons[1].item, HasSubstr("taken"));
  EXPECT_THAT(to_error(error, "write users").describe(),
              HasSubstr("action 2: ConditionalCheckFailed"));
}

TEST_F(DynamoDbClientLive, says_what_is_missing_or_wrong) {
  const auto missing = client_.call("Scan", R"({"TableName":"nobody"})");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  const auto wrong = client_.call("PutItem", R"({"TableName":"users","Item":{"x":{"S":"1"}}})");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::invalid_data);
  EXPECT_THAT(to_error(wrong.error(), "PutItem on 'users'").message(), HasSubstr("id"));
  const auto exists = client_.call("CreateTable", R"({"TableName":"users",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})");
  ASSERT_FALSE(exists);
  EXPECT_EQ(exists.error().kind, ErrorKind::busy);
  const auto backup =
      client_.call("CreateBackup", R"({"TableName":"users","BackupName":"before"})");
  ASSERT_FALSE(backup);
  EXPECT_EQ(backup.error().kind, ErrorKind::unsupported) << backup.error().code;
}

TEST_F(DynamoDbClientLive, takes_an_input_without_members) {
  const auto tables = client_.call("ListTables", "{}");
  ASSERT_TRUE(tables);
  EXPECT_THAT(tables->json, HasSubstr("users"));
}

TEST_F(DynamoDbClientLive, keeps_databases_of_different_tests_apart) {
  testing::DynamoDbLocal other;
  DynamoDbClient client = other.client();
  const auto tables = client.call("ListTables", "{}");
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->json, R"({"TableNames":[]})");
}

TEST(DynamoDbClientOnMoto, makes_backups_and_restores_them_into_a_new_table) {
  testing::Moto server;
  DynamoDbClient client = server.client();
  const std::string& table = server.access_key_id();
  ASSERT_TRUE(client.call("CreateTable", R"({"AttributeDefinitions":[
      {"AttributeName":"id","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST",
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"TableName":")" +
                                             table + R"("})"));
  const auto backup =
      client.call("CreateBackup", R"({"BackupName":"before","TableName":")" + table + R"("})");
  ASSERT_TRUE(backup) << backup.error().message;
  const std::size_t at = backup->json.find("arn:");
  const std::string arn = backup->json.substr(at, backup->json.find('"', at) - at);
  const auto restored =
      client.call("RestoreTableFromBackup",
                  R"({"BackupArn":")" + arn + R"(","TargetTableName":")" + table + R"(-2"})");
  ASSERT_TRUE(restored) << restored.error().message;
  const auto missing = client.call("DescribeBackup", R"({"BackupArn":"arn:nothing"})");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found) << missing.error().code;
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
