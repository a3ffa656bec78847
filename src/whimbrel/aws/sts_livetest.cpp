#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/aws/default_credentials.hpp"
#include "whimbrel/aws/testing/aws_bench.hpp"
#include "whimbrel/aws/testing/test_servers.hpp"
#include "whimbrel/net/testing/http_server.hpp"

// Roles, against moto's STS.
namespace whimbrel::aws {
namespace {

constexpr const char* role = "arn:aws:iam::123456789012:role/migrator";
constexpr const char* keys = "[keys]\naws_access_key_id = AKID\naws_secret_access_key = s\n";

class StsLive : public ::testing::Test {
 protected:
  StsLive() {
    bench_.clock.set_ms(base::system_clock().now_ms());
    bench_.variables["AWS_ENDPOINT_URL_STS"] = testing::test_server_url(testing::TestServer::moto);
    bench_.variables["AWS_REGION"] = "eu-west-2";
    bench_.variables["AWS_EC2_METADATA_DISABLED"] = "true";
  }

  void expect_role(const std::string& profile = {}) {
    const auto provider = default_credentials(bench_.surroundings, profile);
    const auto found = provider->current();
    ASSERT_TRUE(found) << found.error().describe();
    const Credentials& credentials = **found;
    EXPECT_TRUE(credentials.access_key_id.starts_with("ASIA")) << credentials.access_key_id;
    EXPECT_FALSE(credentials.secret_access_key.empty());
    EXPECT_FALSE(credentials.session_token.empty());
    EXPECT_EQ(credentials.origin, fmt::format("the role {}", role));
    ASSERT_TRUE(credentials.expires_at_ms);
    EXPECT_GT(*credentials.expires_at_ms, bench_.clock.now_ms() + 10 * 60'000);
    EXPECT_LT(*credentials.expires_at_ms, bench_.clock.now_ms() + 13 * 60 * 60'000);
  }

  testing::AwsBench bench_;
};

TEST_F(StsLive, takes_a_role_with_the_keys_of_another_profile) {
  bench_.write_config(
      fmt::format("[profile work]\nsource_profile = keys\nexternal_id = a&b=c\nrole_arn = {}\n"
                  "role_session_name = me\nduration_seconds = 900\n",
                  role));
  bench_.write_credentials(keys);
  bench_.variables["AWS_PROFILE"] = "work";
  expect_role();
}

TEST_F(StsLive, takes_a_role_with_the_profiles_own_keys) {
  bench_.write_credentials(
      fmt::format("[default]\nsource_profile = default\nrole_arn = {}\n"
                  "aws_access_key_id = AKID\naws_secret_access_key = s\n",
                  role));
  expect_role();
}

TEST_F(StsLive, takes_a_role_by_way_of_another) {
  bench_.write_config(
      fmt::format("[profile far]\nsource_profile = near\nrole_arn = {}\n[profile near]\n"
                  "role_arn = arn:aws:iam::123456789012:role/near\nsource_profile = keys\n",
                  role));
  bench_.write_credentials(keys);
  expect_role("far");
}

TEST_F(StsLive, takes_a_role_with_the_environments_keys) {
  bench_.write_config(
      fmt::format("[profile work]\ncredential_source = Environment\nrole_arn = {}\n", role));
  bench_.variables["AWS_ACCESS_KEY_ID"] = "AKID";
  bench_.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  expect_role("work");
}

TEST_F(StsLive, takes_a_role_for_a_web_identity) {
  bench_.files.place("/var/run/token", "eyJhbGciOi+/=\n");
  bench_.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/var/run/token";
  bench_.variables["AWS_ROLE_ARN"] = role;
  expect_role();
}

TEST_F(StsLive, takes_a_role_for_the_web_identity_of_a_profile) {
  bench_.files.place("/token", "eyJhbGciOi\n");
  bench_.write_config(
      fmt::format("[default]\nweb_identity_token_file = /token\nrole_arn = {}\n", role));
  expect_role();
}

TEST_F(StsLive, says_why_a_role_is_not_given_and_shows_no_token) {
  using net::testing::ServerAnswer;
  const net::testing::HttpServer server([](const net::testing::SeenRequest&, std::size_t) {
    return ServerAnswer{403,
                        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not &lt;you"
                        "&gt;</Message></Error></ErrorResponse>"};
  });
  bench_.variables["AWS_ENDPOINT_URL_STS"] = server.url();
  bench_.files.place("/token", "hush");
  bench_.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
  bench_.variables["AWS_ROLE_ARN"] = role;
  const auto found = default_credentials(bench_.surroundings)->current();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), base::ErrorKind::permission);
  EXPECT_NE(found.error().message().find("Not <you> (HTTP 403, AccessDenied)"), std::string::npos)
      << found.error().describe();
  EXPECT_EQ(found.error().describe().find("hush"), std::string::npos);
  EXPECT_NE(server.requests().at(0).body.find("WebIdentityToken=hush"), std::string::npos);
}

}  // namespace
}  // namespace whimbrel::aws
