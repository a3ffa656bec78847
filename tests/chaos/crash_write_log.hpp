#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/chaos/oracle.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::chaos {

// Stands between engine and store and notes which items were written and acknowledged. Thread-safe.
class WriteLog final : public stores::Store {
 public:
  // `store` must outlive it and its sessions. `after_commit` is called on the writing thread after
  // each transaction or write that was acknowledged.
  explicit WriteLog(stores::Store& store, std::function<void(bool wrote_items)> after_commit = {})
      : store_(store), after_commit_(std::move(after_commit)) {}

  WritesSeen seen() const;

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
  base::Status maintain() override { return maintain_ ? maintain_() : store_.maintain(); }

  // What maintain() shall do instead; before the log is used.
  void set_maintain(std::function<base::Status()> maintain) { maintain_ = std::move(maintain); }

 private:
  class LoggedSession;

  void attempt(std::span<const stores::ItemWrite> writes);
  void acknowledge(const std::vector<std::string>& keys);

  stores::Store& store_;
  std::function<void(bool wrote_items)> after_commit_;
  std::function<base::Status()> maintain_;
  mutable std::mutex mutex_;
  WritesSeen seen_;
};

}  // namespace whimbrel::chaos
