#pragma once

#include "whimbrel/stores/store.hpp"
#include "whimbrel/stores/testing/fault_injector.hpp"

namespace whimbrel::stores::testing {

// Any store, with faults at its write boundaries. Where the store has no transactions, each item
// (each group) of a write() is a boundary of its own, because each is durable on its own. A kill
// takes open transactions back, as the end of a process does; the store itself is what is left.
class FaultInjectingStore final : public Store {
 public:
  // Both must outlive it and its sessions.
  FaultInjectingStore(Store& store, FaultInjector& injector) : store_(store), injector_(injector) {}

  std::string description() const override { return store_.description(); }
  Capabilities capabilities() const override { return store_.capabilities(); }
  const model::ItemCodec& codec() const override { return store_.codec(); }
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
  Store& store_;
  FaultInjector& injector_;
};

}  // namespace whimbrel::stores::testing
