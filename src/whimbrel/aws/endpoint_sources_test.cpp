#include <gtest/gtest.h>

#include "whimbrel/aws/container_source.hpp"
#include "whimbrel/aws/instance_source.hpp"
#include "whimbrel/aws/testing/aws_bench.hpp"
#include "whimbrel/net/testing/http_server.hpp"

// The endpoints of containers (ECS, EKS) and machines (EC2), each against a local stand-in.
namespace whimbrel::aws {
namespace {

using base::ErrorKind;
using net::testing::HttpServer;
using net::testing::SeenRequest;
using net::testing::ServerAnswer;

constexpr const char* given =
    R"({"Code": "Success", "AccessKeyId": "ASIA", "SecretAccessKey": "hush", "Token": "token",
        "Expiration": "2025-06-15T16:00:00Z"})";

void expect_given(const base::Result<std::optional<Credentials>>& found) {
  ASSERT_TRUE(found) << found.error().describe();
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->access_key_id, "ASIA");
  EXPECT_EQ((*found)->secret_access_key.reveal(), "hush");
  EXPECT_EQ((*found)->session_token.reveal(), "token");
  EXPECT_EQ((*found)->expires_at_ms, 1'750'003'200'000);
}

TEST(ContainerSource, has_nothing_outside_a_container) {
  testing::AwsBench bench;
  const auto found = ContainerSource(bench.surroundings).load();
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->has_value());
}

TEST(ContainerSource, shows_the_token_of_its_file_as_it_is_now) {
  const HttpServer server([](const SeenRequest&, std::size_t) { return ServerAnswer{200, given}; });
  testing::AwsBench bench;
  bench.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server.url("/v1/credentials");
  bench.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "of the variable";
  ContainerSource source(bench.surroundings);
  expect_given(source.load());
  EXPECT_EQ(server.requests().back().target, "/v1/credentials");
  EXPECT_EQ(server.requests().back().header("Authorization"), "of the variable");
  bench.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/token";
  for (const char* token : {"first", "second"}) {
    bench.files.place("/token", std::string(token) + "\n");
    expect_given(source.load());
    EXPECT_EQ(server.requests().back().header("Authorization"), token);
  }
}

TEST(ContainerSource, asks_nobody_else_over_an_unencrypted_line) {
  for (const char* url :
       {"http://example.org/c", "http://169.254.170.3/", "http://127.0.0.1.nip.io",
        "http://127.0.0.1@example.org/", "ftp://127.0.0.1/"}) {
    testing::AwsBench bench;
    bench.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    const auto found = ContainerSource(bench.surroundings).load();
    ASSERT_FALSE(found) << url;
    EXPECT_EQ(found.error().kind(), ErrorKind::refused) << found.error().describe();
  }
}

TEST(ContainerSource, says_what_the_endpoint_did_not_give_without_showing_it) {
  for (const ServerAnswer& answer :
       {ServerAnswer{403, "hush"}, ServerAnswer{200, "hush"},
        ServerAnswer{200, R"({"AccessKeyId": 1, "SecretAccessKey": "hush"})"},
        ServerAnswer{200,
                     R"({"AccessKeyId": "A", "SecretAccessKey": "hush", "Expiration": "?"})"}}) {
    const HttpServer server([&](const SeenRequest&, std::size_t) { return answer; });
    testing::AwsBench bench;
    bench.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server.url();
    const auto found = ContainerSource(bench.surroundings).load();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().describe().find("hush"), std::string::npos);
  }
}

// Answers as the metadata service does, to who shows its session's token.
ServerAnswer metadata(const SeenRequest& request) {
  if (request.method == "PUT" && request.target == "/latest/api/token")
    return {request.header("X-aws-ec2-metadata-token-ttl-seconds").empty() ? 400 : 200, "session"};
  if (request.header("X-aws-ec2-metadata-token") != "session") return {401, ""};
  if (request.target == "/latest/meta-data/iam/security-credentials/") return {200, "my-role\n"};
  if (request.target == "/latest/meta-data/iam/security-credentials/my-role") return {200, given};
  return {404, ""};
}

TEST(InstanceSource, asks_with_a_session_for_the_machines_role) {
  const HttpServer server([](const SeenRequest& seen, std::size_t) { return metadata(seen); });
  testing::AwsBench bench;
  bench.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = server.url("");
  expect_given(InstanceSource(bench.surroundings).load());
  EXPECT_EQ(server.requests().size(), 3u);
}

TEST(InstanceSource, has_nothing_where_nothing_answers_or_no_role_is_attached_or_it_is_disabled) {
  testing::AwsBench bench;
  { bench.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = HttpServer({}).url(); }
  EXPECT_FALSE(InstanceSource(bench.surroundings).load().value());
  const HttpServer bare([](const SeenRequest& seen, std::size_t) {
    return seen.method == "PUT" ? metadata(seen) : ServerAnswer{404, ""};
  });
  bench.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = bare.url();
  EXPECT_FALSE(InstanceSource(bench.surroundings).load().value());
  EXPECT_EQ(bare.requests().size(), 2u);
  bench.variables["AWS_EC2_METADATA_DISABLED"] = "true";
  EXPECT_FALSE(InstanceSource(bench.surroundings).load().value());
  EXPECT_EQ(bare.requests().size(), 2u);
}

TEST(InstanceSource, says_when_it_is_not_let_in) {
  const HttpServer server([](const SeenRequest&, std::size_t) { return ServerAnswer{403, ""}; });
  testing::AwsBench bench;
  bench.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = server.url();
  const auto found = InstanceSource(bench.surroundings).load();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), ErrorKind::permission);
}

}  // namespace
}  // namespace whimbrel::aws
