#include "whimbrel/cli/settings/dynamodb_target.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace whimbrel::cli {
namespace {

using ::testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

base::Result<DynamoDbTarget> target_of(const std::string& text, const Variables& variables = {}) {
  const auto environment =
      Environment::load(base::posix_file_system(), "there-is-no-such-file", [&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
      });
  return parse_dynamodb_target({text, "--target"}, *environment);
}

std::string url_of(const std::string& text, const Variables& variables = {}) {
  const auto target = target_of(text, variables);
  return target ? target->url() : "error: " + target.error().describe();
}

TEST(DynamoDbTarget, is_the_usual_region_when_nobody_tells) {
  EXPECT_EQ(url_of("dynamodb"), "dynamodb:eu-west-2");
  EXPECT_FALSE(target_of("dynamodb")->region) << "a profile may still tell one";
}

TEST(DynamoDbTarget, takes_the_region_from_the_environment_unless_told) {
  const Variables region{{"AWS_REGION", "us-east-1"}, {"AWS_DEFAULT_REGION", "eu-west-1"}};
  EXPECT_EQ(url_of("dynamodb", region), "dynamodb:us-east-1");
  EXPECT_EQ(url_of("dynamodb:ap-south-1", region), "dynamodb:ap-south-1");
  EXPECT_EQ(url_of("dynamodb", {{"AWS_DEFAULT_REGION", "eu-west-1"}}), "dynamodb:eu-west-1");
}

TEST(DynamoDbTarget, is_local_when_the_environment_says_so) {
  for (const char* name : {"LOCAL_DYNAMO_DB", "IS_LOCAL"}) {
    EXPECT_EQ(url_of("dynamodb", {{name, "true"}}), "dynamodb:http://localhost:8000");
    EXPECT_EQ(url_of("dynamodb", {{name, "true"}, {"DYNAMODB_ENDPOINT", "http://db:8001/"}}),
              "dynamodb:http://db:8001");
    EXPECT_EQ(url_of("dynamodb", {{name, "false"}, {"DYNAMODB_ENDPOINT", "http://db:8001"}}),
              "dynamodb:eu-west-2")
        << "an endpoint that was left in .env is not meant";
  }
  EXPECT_EQ(url_of("dynamodb", {{"DYNAMODB_ENDPOINT", "https://db.example.org"}}),
            "dynamodb:https://db.example.org");
}

TEST(DynamoDbTarget, named_outright_wins_over_the_environment) {
  const Variables local{{"IS_LOCAL", "true"}, {"AWS_REGION", "us-east-1"}};
  EXPECT_EQ(url_of("dynamodb:eu-west-1", local), "dynamodb:eu-west-1");
  const auto target = target_of("dynamodb:http://127.0.0.1:9000", local);
  ASSERT_TRUE(target);
  EXPECT_EQ(target->endpoint, "http://127.0.0.1:9000");
  EXPECT_EQ(target->region_or_usual(), "us-east-1") << "calls are signed for a region";
}

TEST(DynamoDbTarget, is_local_by_its_address_or_because_the_environment_says_so) {
  for (const char* place : {"http://localhost:8000", "http://127.0.0.1:1", "https://[::1]:8000"})
    EXPECT_TRUE(target_of(std::string("dynamodb:") + place)->is_local) << place;
  EXPECT_FALSE(target_of("dynamodb:http://localhost.example.org")->is_local);
  EXPECT_FALSE(target_of("dynamodb")->is_local);
  EXPECT_FALSE(target_of("dynamodb:eu-west-1", {{"IS_LOCAL", "true"}})->is_local);
  const Variables local{{"IS_LOCAL", "true"}, {"DYNAMODB_ENDPOINT", "http://dynamodb-local:8000"}};
  EXPECT_TRUE(target_of("dynamodb", local)->is_local) << "in a container beside this one";
}

TEST(DynamoDbTarget, refuses_what_it_cannot_tell) {
  EXPECT_THAT(url_of("dynamodb:Nowhere"), HasSubstr("--target: 'Nowhere' is neither"));
  EXPECT_THAT(url_of("dynamodb:http://user:pass@db"), HasSubstr("is neither"));
  EXPECT_THAT(url_of("dynamodb", {{"AWS_REGION", "nowhere"}}), HasSubstr("AWS_REGION"));
  EXPECT_THAT(url_of("dynamodb", {{"IS_LOCAL", "maybe"}}), HasSubstr("IS_LOCAL"));
  EXPECT_THAT(url_of("dynamodb", {{"IS_LOCAL", "true"}, {"LOCAL_DYNAMO_DB", "false"}}),
              HasSubstr("contradict"));
}

TEST(DynamoDbTarget, is_told_by_its_name) {
  EXPECT_TRUE(names_dynamodb("dynamodb"));
  EXPECT_TRUE(names_dynamodb("dynamodb:eu-west-2"));
  EXPECT_FALSE(names_dynamodb("dynamodb.db"));
  EXPECT_FALSE(names_dynamodb("sqlite:dynamodb"));
}

}  // namespace
}  // namespace whimbrel::cli
