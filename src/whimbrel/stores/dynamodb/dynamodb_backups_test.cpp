#include "whimbrel/stores/dynamodb/dynamodb_backups.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/aws/fixed_credentials.hpp"
#include "whimbrel/net/testing/http_server.hpp"

// What moto does not do, whose backups are there at once and on one page: a stand-in answers as
// told.
namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;
using net::testing::HttpServer;
using net::testing::SeenRequest;
using net::testing::ServerAnswer;
using ::testing::HasSubstr;

constexpr const char* backup_arn = "arn:aws:dynamodb:eu-west-2:1:table/users/backup/01";

std::string details(std::string_view status, std::string_view name = "n") {
  return fmt::format(
      R"("BackupArn":"{}","BackupName":"{}","BackupSizeBytes":42,"BackupStatus":"{}",)"
      R"("BackupType":"USER","BackupCreationDateTime":1733063422.5)",
      backup_arn, name, status);
}

ServerAnswer described(std::string_view status) {
  return {200, fmt::format(R"({{"BackupDescription":{{"BackupDetails":{{{}}},)"
                           R"("SourceTableDetails":{{"TableName":"users","ItemCount":7}}}}}})",
                           details(status))};
}

ServerAnswer created() {
  return {200, fmt::format(R"({{"BackupDetails":{{{}}}}})", details("CREATING"))};
}

ServerAnswer page(std::string_view name, std::string_view more = "") {
  return {200, fmt::format(R"({{"BackupSummaries":[{{"TableName":"users",{}}}]{}}})",
                           details("AVAILABLE", name), more)};
}

ServerAnswer refusal(std::string_view code) {
  return {400, fmt::format(R"({{"__type":"x#{}","message":"m"}})", code)};
}

// A service that gives the answers in order. Waits pass at once.
class StandInBackups {
 public:
  explicit StandInBackups(std::vector<ServerAnswer> answers)
      : server([given = std::move(answers)](const SeenRequest&, std::size_t before) {
          return before < given.size() ? given[before] : ServerAnswer{500, "{}"};
        }),
        credentials(some_credentials()),
        context{options(), credentials, clock, cancellation, {}},
        catalogue(context),
        backups(context, catalogue) {}

  static aws::Credentials some_credentials() {
    aws::Credentials some;
    some.access_key_id = "KEY";
    some.secret_access_key = base::Secret("hush");
    return some;
  }
  DynamoDbOptions options() const {
    DynamoDbOptions some;
    some.client.region = "eu-west-2";
    some.client.endpoint = server.url("");
    return some;
  }

  HttpServer server;
  aws::FixedCredentials credentials;
  base::ManualClock clock;
  base::Cancellation cancellation;
  StoreContext context;
  TableCatalogue catalogue;
  DynamoDbBackups backups;
};

TEST(DynamoDbBackups, are_waited_for_until_they_can_be_used) {
  StandInBackups service({described("CREATING"), described("CREATING"), described("AVAILABLE")});
  const auto backup = service.backups.wait_until_usable(backup_arn, service.cancellation);
  ASSERT_TRUE(backup) << backup.error().describe();
  EXPECT_TRUE(backup->is_usable);
  EXPECT_EQ(backup->items, 7u);
  EXPECT_EQ(backup->bytes, 42u);
  EXPECT_EQ(backup->created_ms, 1'733'063'422'500);
  EXPECT_EQ(service.server.requests().size(), 3u);
}

TEST(DynamoDbBackups, that_take_too_long_are_given_up_by_name) {
  StandInBackups service(std::vector<ServerAnswer>(1'000, described("CREATING")));
  const auto backup = service.backups.wait_until_usable(backup_arn, service.cancellation);
  ASSERT_FALSE(backup);
  EXPECT_EQ(backup.error().kind(), ErrorKind::unavailable);
  EXPECT_THAT(backup.error().message(), HasSubstr(backup_arn));
}

TEST(DynamoDbBackups, are_waited_for_no_longer_than_the_operator_wants) {
  StandInBackups service(std::vector<ServerAnswer>(1'000, described("CREATING")));
  service.cancellation.request();
  const auto backup = service.backups.wait_until_usable(backup_arn, service.cancellation);
  ASSERT_FALSE(backup);
  EXPECT_EQ(backup.error().kind(), ErrorKind::cancelled);
}

TEST(DynamoDbBackups, of_a_new_table_are_asked_for_until_the_service_is_ready) {
  StandInBackups service({refusal("ContinuousBackupsUnavailableException"), created()});
  const auto backup = service.backups.start("users", 0);
  ASSERT_TRUE(backup) << backup.error().describe();
  EXPECT_EQ(backup->id, backup_arn);
  EXPECT_FALSE(backup->is_usable);
}

TEST(DynamoDbBackups, whose_making_was_not_answered_are_looked_for_before_another_is_made) {
  ServerAnswer cut{200, "{}"};
  cut.cut_after_bytes = 0;
  StandInBackups service({cut, page("migration-backup-19700101-000000-users")});
  const auto backup = service.backups.start("users", 0);
  ASSERT_TRUE(backup) << backup.error().describe();
  EXPECT_EQ(backup->id, backup_arn);
  EXPECT_EQ(service.server.requests().size(), 2u);
}

TEST(DynamoDbBackups, are_listed_to_the_last_page) {
  StandInBackups service({page("one", R"(,"LastEvaluatedBackupArn":"arn:last")"), page("two")});
  const auto backups = service.backups.list("users");
  ASSERT_TRUE(backups) << backups.error().describe();
  ASSERT_EQ(backups->size(), 2u);
  EXPECT_EQ(backups->back().name, "two");
  EXPECT_THAT(service.server.requests().at(1).body,
              HasSubstr(R"("ExclusiveStartBackupArn":"arn:last")"));
}

TEST(DynamoDbBackups, that_nobody_may_list_are_no_reason_to_think_that_there_are_none) {
  StandInBackups service({refusal("AccessDeniedException")});
  const auto offered = service.backups.are_offered();
  ASSERT_FALSE(offered);
  EXPECT_EQ(offered.error().kind(), ErrorKind::permission);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
