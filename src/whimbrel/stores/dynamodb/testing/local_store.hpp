#pragma once

#include <memory>

#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"

namespace whimbrel::stores::dynamodb::testing {

// An empty store on DynamoDB Local, with everything it needs. One thread makes it; the store may be
// used as store.hpp says.
struct LocalStore {
  explicit LocalStore(WriteMode mode = WriteMode::guarded);

  DynamoDbLocal server;
  base::Cancellation cancellation;
  DynamoDbStore store;
};

// The store alone; the rest goes with it.
std::shared_ptr<Store> make_local_store();
std::shared_ptr<Store> make_transacting_local_store();

}  // namespace whimbrel::stores::dynamodb::testing
