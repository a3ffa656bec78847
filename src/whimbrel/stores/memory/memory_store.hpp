#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::memory {

class Database;

struct MemoryOptions {
  // Off: a store like DynamoDB or a MongoDB without replica set, where every write stands alone.
  bool transactions = true;
  // Off: scans go in the order of the keys' hashes and are cut by parts, as DynamoDB's.
  bool ordered_scans = true;
  std::size_t write_items_max = 10'000;
  std::size_t item_bytes_max = std::size_t{16} << 20;
  // How its items are encoded; null: as Extended JSON. Outlives the store.
  const model::ItemCodec* codec = nullptr;
  // How long begin() waits for another session's transaction.
  int busy_timeout_ms = 10'000;
};

// A store in this process's memory, gone with it. For tests, rehearsals and as scratch space.
class MemoryStore final : public Store {
 public:
  explicit MemoryStore(MemoryOptions options = {});
  ~MemoryStore() override;

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

 private:
  // Shared with sessions, which may outlive the store.
  std::shared_ptr<Database> database_;
};

}  // namespace whimbrel::stores::memory
