#include "whimbrel/stores/dynamodb/testing/local_store.hpp"

namespace whimbrel::stores::dynamodb::testing {
namespace {

// A table of DynamoDB Local is there at once.
constexpr std::int64_t local_table_poll_ms = 20;

DynamoDbOptions options_for(const DynamoDbLocal& server) {
  DynamoDbOptions options;
  options.client = server.options();
  options.table_poll_ms = local_table_poll_ms;
  return options;
}

}  // namespace

LocalStore::LocalStore()
    : store(StoreContext{
          options_for(server), server.credentials(), base::system_clock(), cancellation, {}}) {}

std::shared_ptr<Store> make_local_store() {
  const auto local = std::make_shared<LocalStore>();
  return {local, &local->store};
}

}  // namespace whimbrel::stores::dynamodb::testing
