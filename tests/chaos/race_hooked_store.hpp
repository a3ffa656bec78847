#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "whimbrel/stores/testing/forwarding_store.hpp"

namespace whimbrel::chaos {

enum class StoreCall : std::uint8_t { scan, read, begin, write, put_record, commit };

// Any store, with a function called before each call of its sessions: where races step in between
// two calls of a runner, or hold it up there. The function is called from whichever thread calls.
class HookedStore final : public stores::testing::ForwardingStore {
 public:
  using Hook = std::function<void(StoreCall)>;

  // `store` must outlive it and its sessions.
  HookedStore(stores::Store& store, Hook hook)
      : ForwardingStore(store), hook_(std::make_shared<Hook>(std::move(hook))) {}

  base::Result<std::unique_ptr<stores::Session>> open_session() override;

 private:
  std::shared_ptr<Hook> hook_;
};

}  // namespace whimbrel::chaos
