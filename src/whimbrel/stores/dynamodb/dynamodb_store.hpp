#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/stores/dynamodb/dynamodb_backups.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_load.hpp"
#include "whimbrel/stores/dynamodb/load_governor.hpp"
#include "whimbrel/stores/dynamodb/store_context.hpp"
#include "whimbrel/stores/dynamodb/store_meter.hpp"
#include "whimbrel/stores/dynamodb/table_catalogue.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::dynamodb {

// The tables of one account in one region. Items are DynamoDB JSON in canonical form
// (model/dynamodb_codec.hpp). Reads are consistent, writes are guarded UpdateItem, PutItem and
// DeleteItem, many at a time; writes that belong together are one TransactWriteItems. Scans go in
// the service's own order. There are no transactions around a whole batch.
class DynamoDbStore final : public Store {
 public:
  // Calls nothing yet. What `context` points at must outlive the store, the store its sessions. All
  // that the sessions send is held to options.load, unless `context` has observers of its own.
  explicit DynamoDbStore(StoreContext context);

  std::string description() const override;
  Capabilities capabilities() const override;
  const model::ItemCodec& codec() const override;
  base::Result<std::unique_ptr<Session>> open_session() override;
  base::Result<std::vector<CollectionInfo>> collections() override;
  base::Result<CollectionInfo> collection(std::string_view name) override;
  base::Status create_collection(const CollectionSpec& spec) override;
  base::Status drop_collection(std::string_view name) override;
  base::Status create_index(std::string_view collection, const IndexSpec& index) override;
  base::Status drop_index(std::string_view collection, std::string_view name) override;
  base::Result<std::vector<IndexSpec>> indexes(std::string_view collection) override;
  base::Result<std::vector<KeyRange>> split(std::string_view collection,
                                            std::size_t segments_max) override;
  base::Status maintain() override;
  NativeBackups* native_backups() override { return &backups_; }
  LoadAccount* load_account() override { return &load_; }

 private:
  LoadGovernor governor_;
  StoreContext context_;
  StoreMeter meter_;
  TableCatalogue catalogue_;
  DynamoDbBackups backups_;
  DynamoDbLoad load_;
};

}  // namespace whimbrel::stores::dynamodb
