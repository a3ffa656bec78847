#pragma once

#include <string>

#include "whimbrel/aws/fixed_credentials.hpp"
#include "whimbrel/aws/testing/test_servers.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"

namespace whimbrel::stores::dynamodb::testing {

// A server for one test, with credentials of the test's own.
class TestDynamoDb {
 public:
  explicit TestDynamoDb(aws::testing::TestServer server);

  const std::string& endpoint() const noexcept { return options_.endpoint; }
  const ClientOptions& options() const noexcept { return options_; }
  aws::CredentialsProvider& credentials() noexcept { return credentials_; }
  // What a program that is started needs as AWS_ACCESS_KEY_ID to see the same tables.
  const std::string& access_key_id() const noexcept { return access_key_id_; }

  DynamoDbClient client(ClientObservers observers = {});

 private:
  std::string access_key_id_;
  aws::FixedCredentials credentials_;
  ClientOptions options_;
  base::Cancellation cancellation_;
};

// DynamoDB Local keeps the tables of different credentials apart, so each begins without any.
class DynamoDbLocal : public TestDynamoDb {
 public:
  DynamoDbLocal() : TestDynamoDb(aws::testing::TestServer::dynamodb_local) {}
};

// moto, for the calls that DynamoDB Local does not have (backups). Its tables are everybody's: give
// yours a name of its own (access_key_id() serves).
class Moto : public TestDynamoDb {
 public:
  Moto() : TestDynamoDb(aws::testing::TestServer::moto) {}
};

}  // namespace whimbrel::stores::dynamodb::testing
