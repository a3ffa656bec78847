#include "tests/chaos/race_hooked_store.hpp"

#include "whimbrel/stores/testing/forwarding_session.hpp"

namespace whimbrel::chaos {
namespace {

using namespace stores;

class HookedSession final : public testing::ForwardingSession {
 public:
  HookedSession(std::unique_ptr<Session> session, std::shared_ptr<HookedStore::Hook> hook)
      : ForwardingSession(std::move(session)), hook_(std::move(hook)) {}

  base::Result<bool> scan(const ScanRequest& request, Page& page) override {
    (*hook_)(StoreCall::scan);
    return session().scan(request, page);
  }
  base::Status read(std::string_view collection, std::span<const model::KeyView> keys,
                    Page& page) override {
    (*hook_)(StoreCall::read);
    return session().read(collection, keys, page);
  }
  base::Status begin() override {
    (*hook_)(StoreCall::begin);
    return session().begin();
  }
  base::Status commit() override {
    (*hook_)(StoreCall::commit);
    return session().commit();
  }
  base::Status write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes) override {
    (*hook_)(StoreCall::write);
    return session().write(writes, outcomes);
  }
  base::Status put_record(const RecordWrite& write, const Fence* fence) override {
    (*hook_)(StoreCall::put_record);
    return session().put_record(write, fence);
  }

 private:
  std::shared_ptr<HookedStore::Hook> hook_;
};

}  // namespace

base::Result<std::unique_ptr<Session>> HookedStore::open_session() {
  WHIMBREL_ASSIGN(auto session, store().open_session());
  return std::make_unique<HookedSession>(std::move(session), hook_);
}

}  // namespace whimbrel::chaos
