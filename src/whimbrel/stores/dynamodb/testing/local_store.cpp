#include "whimbrel/stores/dynamodb/testing/local_store.hpp"

namespace whimbrel::stores::dynamodb::testing {
namespace {

// A table of DynamoDB Local is there at once.
constexpr std::int64_t local_table_poll_ms = 20;

DynamoDbOptions options_for(const DynamoDbLocal& server, WriteMode mode) {
  DynamoDbOptions options;
  options.client = server.options();
  options.table_poll_ms = local_table_poll_ms;
  options.write_mode = mode;
  return options;
}

}  // namespace

LocalStore::LocalStore(WriteMode mode)
    : store(StoreContext{options_for(server, mode),
                         server.credentials(),
                         base::system_clock(),
                         cancellation,
                         {}}) {}

std::shared_ptr<Store> make_local_store() {
  const auto local = std::make_shared<LocalStore>();
  return {local, &local->store};
}

std::shared_ptr<Store> make_transacting_local_store() {
  const auto local = std::make_shared<LocalStore>(WriteMode::transact);
  return {local, &local->store};
}

}  // namespace whimbrel::stores::dynamodb::testing
