#pragma once

#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::testing {

// Hands every call on to another store: what decorators of a store begin with, so that each spells
// out only what it does otherwise.
class ForwardingStore : public Store {
 public:
  // `store` must outlive it and its sessions.
  explicit ForwardingStore(Store& store) : store_(store) {}

  std::string description() const override { return store_.description(); }
  Capabilities capabilities() const override { return store_.capabilities(); }
  const model::ItemCodec& codec() const override { return store_.codec(); }
  base::Result<std::unique_ptr<Session>> open_session() override { return store_.open_session(); }
  base::Result<std::vector<CollectionInfo>> collections() override { return store_.collections(); }
  base::Result<CollectionInfo> collection(std::string_view name) override {
    return store_.collection(name);
  }
  base::Status create_collection(const CollectionSpec& spec) override {
    return store_.create_collection(spec);
  }
  base::Status drop_collection(std::string_view name) override {
    return store_.drop_collection(name);
  }
  base::Status create_index(std::string_view collection, const IndexSpec& index) override {
    return store_.create_index(collection, index);
  }
  base::Status drop_index(std::string_view collection, std::string_view name) override {
    return store_.drop_index(collection, name);
  }
  base::Result<std::vector<IndexSpec>> indexes(std::string_view collection) override {
    return store_.indexes(collection);
  }
  base::Result<std::vector<KeyRange>> split(std::string_view collection,
                                            std::size_t segments_max) override {
    return store_.split(collection, segments_max);
  }
  base::Status maintain() override { return store_.maintain(); }
  NativeBackups* native_backups() override { return store_.native_backups(); }
  LoadAccount* load_account() override { return store_.load_account(); }

 protected:
  Store& store() noexcept { return store_; }

 private:
  Store& store_;
};

}  // namespace whimbrel::stores::testing
