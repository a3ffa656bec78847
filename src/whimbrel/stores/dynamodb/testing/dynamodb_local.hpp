#pragma once

#include <string>

#include "whimbrel/aws/fixed_credentials.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"

namespace whimbrel::stores::dynamodb::testing {

// A DynamoDB of a test's own: DynamoDB Local keeps the tables of different credentials apart, so
// each object of this class begins without any.
class DynamoDbLocal {
 public:
  DynamoDbLocal();

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

}  // namespace whimbrel::stores::dynamodb::testing
