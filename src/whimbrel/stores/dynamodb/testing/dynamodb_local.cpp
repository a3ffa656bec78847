#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"

#include <fmt/format.h>

#include <random>

#include "whimbrel/aws/testing/test_servers.hpp"

namespace whimbrel::stores::dynamodb::testing {
namespace {

aws::Credentials test_credentials(const std::string& access_key_id) {
  aws::Credentials credentials;
  credentials.access_key_id = access_key_id;
  credentials.secret_access_key = base::Secret("not-a-secret");
  credentials.origin = "a test";
  return credentials;
}

}  // namespace

DynamoDbLocal::DynamoDbLocal()
    : access_key_id_(
          fmt::format("TEST{:08X}{:08X}", std::random_device{}(), std::random_device{}())),
      credentials_(test_credentials(access_key_id_)) {
  options_.region = "eu-west-2";
  options_.endpoint = aws::testing::test_server_url(aws::testing::TestServer::dynamodb_local);
}

DynamoDbClient DynamoDbLocal::client(ClientObservers observers) {
  return {options_, credentials_, base::system_clock(), cancellation_, observers};
}

}  // namespace whimbrel::stores::dynamodb::testing
