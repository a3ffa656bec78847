#include "whimbrel/stores/memory/memory_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "whimbrel/stores/collection_name.hpp"
#include "whimbrel/stores/memory/database.hpp"
#include "whimbrel/stores/memory/memory_session.hpp"
#include "whimbrel/stores/scan_parts.hpp"

namespace whimbrel::stores::memory {
namespace {

CollectionInfo describe(const Collection& collection) {
  return {collection.spec, collection.items.size(), true};
}

// A turn among the writers for changes to the collections themselves.
class WriterTurn {
 public:
  explicit WriterTurn(Database& database)
      : gate_(database.gate()), granted_(gate_.enter(database.options().busy_timeout_ms)) {}
  ~WriterTurn() {
    if (granted_) gate_.leave();
  }
  WriterTurn(const WriterTurn&) = delete;
  WriterTurn& operator=(const WriterTurn&) = delete;

  base::Status check() const {
    if (granted_) return {};
    return base::fail(base::ErrorKind::busy, "another session is writing", "try again");
  }

 private:
  WriterGate& gate_;
  bool granted_;
};

}  // namespace

MemoryStore::MemoryStore(MemoryOptions options) : database_(std::make_shared<Database>(options)) {}

MemoryStore::~MemoryStore() = default;

std::string MemoryStore::description() const { return "memory"; }

Capabilities MemoryStore::capabilities() const {
  Capabilities capabilities;
  capabilities.transactions = database_->options().transactions;
  capabilities.ordered_scans = database_->options().ordered_scans;
  capabilities.write_items_max = database_->options().write_items_max;
  capabilities.item_bytes_max = database_->options().item_bytes_max;
  return capabilities;
}

const model::ItemCodec& MemoryStore::codec() const {
  const model::ItemCodec* const chosen = database_->options().codec;
  return chosen == nullptr ? model::extended_json_codec() : *chosen;
}

base::Result<std::unique_ptr<Session>> MemoryStore::open_session() {
  return std::make_unique<MemorySession>(database_, capabilities(), codec());
}

base::Result<std::vector<CollectionInfo>> MemoryStore::collections() {
  const std::lock_guard lock(database_->mutex());
  std::vector<CollectionInfo> infos;
  for (const auto& [name, collection] : database_->collections())
    infos.push_back(describe(collection));
  return infos;
}

base::Result<CollectionInfo> MemoryStore::collection(std::string_view name) {
  const std::lock_guard lock(database_->mutex());
  WHIMBREL_ASSIGN(const Collection* const collection, database_->find_collection(name));
  return describe(*collection);
}

base::Status MemoryStore::create_collection(const CollectionSpec& spec) {
  WHIMBREL_TRY(check_collection_name(spec.name));
  const WriterTurn turn(*database_);
  WHIMBREL_TRY(turn.check());
  const std::lock_guard lock(database_->mutex());
  const auto [there, created] =
      database_->collections().try_emplace(spec.name, Collection{spec, {}, {}});
  if (created || there->second.spec.key_fields == spec.key_fields) return {};
  return base::fail(base::ErrorKind::refused,
                    fmt::format("collection {} is there already, with other key fields", spec.name),
                    "import with the same --key, or into another collection");
}

base::Status MemoryStore::drop_collection(std::string_view name) {
  const WriterTurn turn(*database_);
  WHIMBREL_TRY(turn.check());
  const std::lock_guard lock(database_->mutex());
  WHIMBREL_TRY(database_->find_collection(name));
  database_->collections().erase(std::string(name));
  return {};
}

base::Status MemoryStore::create_index(std::string_view collection_name, const IndexSpec& index) {
  const WriterTurn turn(*database_);
  WHIMBREL_TRY(turn.check());
  const std::lock_guard lock(database_->mutex());
  WHIMBREL_ASSIGN(Collection* const collection, database_->find_collection(collection_name));
  WHIMBREL_TRY(check_index_spec(index, capabilities().unique_indexes));
  const auto [there, created] = collection->indexes.try_emplace(index.name, index);
  return created ? base::Status() : check_same_index(there->second, index);
}

base::Status MemoryStore::drop_index(std::string_view collection_name, std::string_view name) {
  const WriterTurn turn(*database_);
  WHIMBREL_TRY(turn.check());
  const std::lock_guard lock(database_->mutex());
  WHIMBREL_ASSIGN(Collection* const collection, database_->find_collection(collection_name));
  const auto found = collection->indexes.find(name);
  if (found == collection->indexes.end())
    return tl::unexpected(no_such_index(collection_name, name));
  collection->indexes.erase(found);
  return {};
}

base::Result<std::vector<IndexSpec>> MemoryStore::indexes(std::string_view collection_name) {
  const std::lock_guard lock(database_->mutex());
  WHIMBREL_ASSIGN(const Collection* const collection, database_->find_collection(collection_name));
  std::vector<IndexSpec> listed;
  for (const auto& [name, index] : collection->indexes) listed.push_back(index);
  return listed;
}

base::Result<std::vector<KeyRange>> MemoryStore::split(std::string_view name,
                                                       std::size_t segments_max) {
  const std::lock_guard lock(database_->mutex());
  WHIMBREL_ASSIGN(const Collection* const collection, database_->find_collection(name));
  if (!database_->order().by_key()) return scan_parts(segments_max);
  const std::size_t items = collection->items.size();
  const std::size_t segments =
      std::clamp<std::size_t>(items, 1, std::max<std::size_t>(segments_max, 1));
  std::vector<KeyRange> ranges(1);
  auto item = collection->items.begin();
  std::size_t position = 0;
  for (std::size_t segment = 1; segment < segments; ++segment) {
    const std::size_t last = items * segment / segments - 1;
    std::advance(item, last - position);
    position = last;
    ranges.back().until = model::Key{item->first};
    ranges.push_back({model::Key{item->first}, std::nullopt});
  }
  return ranges;
}

base::Status MemoryStore::maintain() { return {}; }

}  // namespace whimbrel::stores::memory
