#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_suite.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

// A store with everything it needs.
struct LocalStore {
  LocalStore()
      : store(StoreContext{
            options_of(server), server.credentials(), base::system_clock(), cancellation, {}}) {}

  static DynamoDbOptions options_of(const testing::DynamoDbLocal& server) {
    DynamoDbOptions options;
    options.client = server.options();
    options.table_poll_ms = 20;
    return options;
  }

  testing::DynamoDbLocal server;
  base::Cancellation cancellation;
  DynamoDbStore store;
};

std::shared_ptr<Store> make_local() {
  const auto local = std::make_shared<LocalStore>();
  return {local, &local->store};
}

const bool registered = contract::register_contract_suite({"DynamoDb", make_local, {}});

TEST(DynamoDbContractRegistration, is_done) { EXPECT_TRUE(registered); }

}  // namespace
}  // namespace whimbrel::stores::dynamodb
