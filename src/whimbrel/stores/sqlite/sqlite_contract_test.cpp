#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/stores/contract/contract_suite.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"
#include "whimbrel/stores/sqlite/testing/scratch_folder.hpp"

namespace whimbrel::stores::sqlite {
namespace {

struct StoreInFolder {
  testing::ScratchFolder folder;
  std::unique_ptr<SqliteStore> store;
};

std::shared_ptr<Store> make_in_scratch_folder(const model::ItemCodec* codec) {
  auto both = std::make_shared<StoreInFolder>();
  SqliteOptions options;
  options.codec = codec;
  options.path = both->folder.file("store.db");
  options.sync = Sync::off;  // power losses have tests of their own
  auto store = SqliteStore::open(std::move(options));
  if (!store) return nullptr;
  both->store = *std::move(store);
  return {both, both->store.get()};
}

const bool registered = contract::register_contract_suite(
                            {"Sqlite", [] { return make_in_scratch_folder(nullptr); }, {}}) &&
                        contract::register_contract_suite(
                            {"SqliteWithDynamoDbItems",
                             [] { return make_in_scratch_folder(&model::dynamodb_codec()); },
                             {}});

}  // namespace
}  // namespace whimbrel::stores::sqlite
