#pragma once

#include "whimbrel/aws/credentials_provider.hpp"
#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_options.hpp"

namespace whimbrel::stores::dynamodb {

// What the parts of a store share. Immutable; what it points at outlives them.
struct StoreContext {
  DynamoDbOptions options;
  aws::CredentialsProvider& credentials;
  const base::Clock& clock;
  const base::Cancellation& cancellation;
  ClientObservers observers;

  // One a thread.
  DynamoDbClient make_client() const {
    return {options.client, credentials, clock, cancellation, observers};
  }
};

}  // namespace whimbrel::stores::dynamodb
