#include "whimbrel/cli/settings/production_environment.hpp"

#include <gtest/gtest.h>

#include <map>

namespace whimbrel::cli {
namespace {

class ProductionEnvironment : public ::testing::Test {
 protected:
  std::string in_production(const std::string& name) const {
    const auto found = production_environment(environment_).find(name);
    return found ? found->text : "";
  }

  std::map<std::string, std::string, std::less<>> variables_{
      {"AWS_REGION", "eu-west-2"},         {"DYNAMODB_ENDPOINT", "http://localhost:8000"},
      {"LOCAL_DYNAMO_DB", "true"},         {"AWS_ACCESS_KEY_ID", "local"},
      {"AWS_SECRET_ACCESS_KEY", "secret"}, {"HOME", "/home/ada"}};
  Environment environment_ = Environment::of([this](const char* name) {
    const auto found = variables_.find(name);
    return found == variables_.end() ? nullptr : found->second.c_str();
  });
};

TEST_F(ProductionEnvironment, is_not_the_server_of_this_machine) {
  EXPECT_EQ(in_production("DYNAMODB_ENDPOINT"), "");
  EXPECT_EQ(in_production("LOCAL_DYNAMO_DB"), "");
  EXPECT_EQ(in_production("AWS_REGION"), "eu-west-2");
  EXPECT_EQ(in_production("HOME"), "/home/ada");
}

TEST_F(ProductionEnvironment, has_what_is_said_of_it) {
  variables_["PROD_AWS_REGION"] = "us-east-1";
  variables_["PROD_DYNAMODB_ENDPOINT"] = "http://copy:8000";
  EXPECT_EQ(in_production("AWS_REGION"), "us-east-1");
  EXPECT_EQ(in_production("DYNAMODB_ENDPOINT"), "http://copy:8000");
}

TEST_F(ProductionEnvironment, shares_credentials_unless_it_has_its_own) {
  EXPECT_EQ(in_production("AWS_ACCESS_KEY_ID"), "local");
  EXPECT_FALSE(has_production_credentials(environment_));
  variables_["PROD_AWS_PROFILE"] = "production";
  EXPECT_TRUE(has_production_credentials(environment_));
  EXPECT_EQ(in_production("AWS_PROFILE"), "production");
  EXPECT_EQ(in_production("AWS_ACCESS_KEY_ID"), "") << "keys would come before the profile";
}

}  // namespace
}  // namespace whimbrel::cli
