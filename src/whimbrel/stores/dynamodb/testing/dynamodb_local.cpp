#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"

#include <fmt/format.h>

#include <random>

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

TestDynamoDb::TestDynamoDb(aws::testing::TestServer server)
    : access_key_id_(
          fmt::format("TEST{:08X}{:08X}", std::random_device{}(), std::random_device{}())),
      credentials_(test_credentials(access_key_id_)) {
  options_.region = "eu-west-2";
  options_.endpoint = aws::testing::test_server_url(server);
}

DynamoDbClient TestDynamoDb::client(ClientObservers observers) {
  return {options_, credentials_, base::system_clock(), cancellation_, observers};
}

}  // namespace whimbrel::stores::dynamodb::testing
