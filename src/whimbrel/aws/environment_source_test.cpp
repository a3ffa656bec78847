#include "whimbrel/aws/environment_source.hpp"

#include <gtest/gtest.h>

#include "whimbrel/aws/testing/aws_bench.hpp"

namespace whimbrel::aws {
namespace {

TEST(EnvironmentSource, has_nothing_when_nothing_is_set) {
  testing::AwsBench bench;
  bench.variables["AWS_ACCESS_KEY_ID"] = "";
  const auto found = EnvironmentSource(bench.surroundings).load();
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->has_value());
}

TEST(EnvironmentSource, takes_keys_with_or_without_a_token) {
  testing::AwsBench bench;
  bench.variables["AWS_ACCESS_KEY_ID"] = "AKID";
  bench.variables["AWS_SECRET_ACCESS_KEY"] = "hush";
  const auto lasting = EnvironmentSource(bench.surroundings).load();
  ASSERT_TRUE(lasting && *lasting);
  EXPECT_EQ((*lasting)->access_key_id, "AKID");
  EXPECT_EQ((*lasting)->secret_access_key.reveal(), "hush");
  EXPECT_TRUE((*lasting)->session_token.empty());
  EXPECT_FALSE((*lasting)->expires_at_ms);

  bench.variables["AWS_SESSION_TOKEN"] = "token";
  const auto temporary = EnvironmentSource(bench.surroundings).load();
  ASSERT_TRUE(temporary && *temporary);
  EXPECT_EQ((*temporary)->session_token.reveal(), "token");
}

TEST(EnvironmentSource, refuses_half_of_a_pair_without_showing_it) {
  testing::AwsBench bench;
  bench.variables["AWS_SECRET_ACCESS_KEY"] = "hush";
  const auto found = EnvironmentSource(bench.surroundings).load();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), base::ErrorKind::usage);
  EXPECT_EQ(found.error().describe().find("hush"), std::string::npos);
}

}  // namespace
}  // namespace whimbrel::aws
