#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::chaos {

enum class StoreCall : std::uint8_t { scan, read, begin, write, put_record, commit };

// Any store, with a function called before each call of its sessions: where races step in between
// two calls of a runner, or hold it up there. The function is called from whichever thread calls.
class HookedStore final : public stores::Store {
 public:
  using Hook = std::function<void(StoreCall)>;

  // `store` must outlive it and its sessions.
  HookedStore(stores::Store& store, Hook hook)
      : store_(store), hook_(std::make_shared<Hook>(std::move(hook))) {}

  std::string description() const override { return store_.description(); }
  stores::Capabilities capabilities() const override { return store_.capabilities(); }
  const model::ItemCodec& codec() const override { return store_.codec(); }
  base::Result<std::unique_ptr<stores::Session>> open_session() override;
  base::Result<std::vector<stores::CollectionInfo>> collections() override {
    return store_.collections();
  }
  base::Result<stores::CollectionInfo> collection(std::string_view name) override {
    return store_.collection(name);
  }
  base::Status create_collection(const stores::CollectionSpec& spec) override {
    return store_.create_collection(spec);
  }
  base::Status drop_collection(std::string_view name) override {
    return store_.drop_collection(name);
  }
  base::Result<std::vector<stores::KeyRange>> split(std::string_view collection,
                                                    std::size_t segments_max) override {
    return store_.split(collection, segments_max);
  }
  base::Status maintain() override { return store_.maintain(); }

 private:
  stores::Store& store_;
  std::shared_ptr<Hook> hook_;
};

}  // namespace whimbrel::chaos
