#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/chaos/oracle.hpp"
#include "whimbrel/stores/testing/forwarding_store.hpp"

namespace whimbrel::chaos {

// Stands between engine and store and notes which items were written and acknowledged. Thread-safe.
class WriteLog final : public stores::testing::ForwardingStore {
 public:
  // `store` must outlive it and its sessions. `after_commit` is called on the writing thread after
  // each transaction or write that was acknowledged.
  explicit WriteLog(stores::Store& store, std::function<void(bool wrote_items)> after_commit = {})
      : ForwardingStore(store), after_commit_(std::move(after_commit)) {}

  WritesSeen seen() const;

  base::Result<std::unique_ptr<stores::Session>> open_session() override;
  base::Status maintain() override { return maintain_ ? maintain_() : store().maintain(); }

  // What maintain() shall do instead; before the log is used.
  void set_maintain(std::function<base::Status()> maintain) { maintain_ = std::move(maintain); }

 private:
  class LoggedSession;

  void attempt(std::span<const stores::ItemWrite> writes);
  void acknowledge(const std::vector<std::string>& keys);

  std::function<void(bool wrote_items)> after_commit_;
  std::function<base::Status()> maintain_;
  mutable std::mutex mutex_;
  WritesSeen seen_;
};

}  // namespace whimbrel::chaos
