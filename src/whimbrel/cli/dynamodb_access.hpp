#pragma once

#include <memory>

#include "whimbrel/aws/credentials_provider.hpp"
#include "whimbrel/aws/surroundings.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/settings/dynamodb_target.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"

namespace whimbrel::cli {

// DynamoDB with what its store stands on: credentials as AWS's tools find them, from the process's
// environment and .env, and the region.
class DynamoDbAccess {
 public:
  // Asks the service nothing yet. A server on this machine checks no credentials: where there are
  // none, local_access_key stands in. Errors of the profile's files. `call` must outlive it.
  static base::Result<std::unique_ptr<DynamoDbAccess>> open(const Invocation& call,
                                                            const DynamoDbTarget& target);
  // The same in another environment, which must outlive it.
  static base::Result<std::unique_ptr<DynamoDbAccess>> open(const Invocation& call,
                                                            const DynamoDbTarget& target,
                                                            const Environment& environment);
  DynamoDbAccess(const DynamoDbAccess&) = delete;
  DynamoDbAccess& operator=(const DynamoDbAccess&) = delete;

  // DynamoDB Local keeps the tables of different access keys apart.
  static constexpr const char* local_access_key = "local";

  stores::Store& store() noexcept { return *store_; }

 private:
  DynamoDbAccess(const Invocation& call, const Environment& environment, bool is_local);
  base::Status open_store(const Invocation& call, const DynamoDbTarget& target);

  // Never requested. A run that is interrupted stops at its next border, and has to say so in the
  // ledger then.
  base::Cancellation to_the_end_;
  aws::Surroundings surroundings_;
  std::unique_ptr<aws::CredentialsProvider> credentials_;
  std::unique_ptr<stores::dynamodb::DynamoDbStore> store_;
};

}  // namespace whimbrel::cli
