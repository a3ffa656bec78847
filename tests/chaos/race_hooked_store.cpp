#include "tests/chaos/race_hooked_store.hpp"

namespace whimbrel::chaos {
namespace {

using namespace stores;

class HookedSession final : public Session {
 public:
  HookedSession(std::unique_ptr<Session> session, std::shared_ptr<HookedStore::Hook> hook)
      : session_(std::move(session)), hook_(std::move(hook)) {}

  base::Result<bool> scan(const ScanRequest& request, Page& page) override {
    (*hook_)(StoreCall::scan);
    return session_->scan(request, page);
  }
  base::Status read(std::string_view collection, std::span<const model::KeyView> keys,
                    Page& page) override {
    (*hook_)(StoreCall::read);
    return session_->read(collection, keys, page);
  }
  base::Status begin() override {
    (*hook_)(StoreCall::begin);
    return session_->begin();
  }
  base::Status commit() override {
    (*hook_)(StoreCall::commit);
    return session_->commit();
  }
  base::Status rollback() override { return session_->rollback(); }
  base::Status write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes) override {
    (*hook_)(StoreCall::write);
    return session_->write(writes, outcomes);
  }
  base::Result<std::optional<Record>> get_record(Space space, std::string_view key) override {
    return session_->get_record(space, key);
  }
  base::Result<std::vector<Record>> list_records(Space space, std::string_view prefix,
                                                 std::string_view after,
                                                 std::size_t records_max) override {
    return session_->list_records(space, prefix, after, records_max);
  }
  base::Status put_record(const RecordWrite& write, const Fence* fence) override {
    (*hook_)(StoreCall::put_record);
    return session_->put_record(write, fence);
  }

 private:
  std::unique_ptr<Session> session_;
  std::shared_ptr<HookedStore::Hook> hook_;
};

}  // namespace

base::Result<std::unique_ptr<Session>> HookedStore::open_session() {
  WHIMBREL_ASSIGN(auto session, store().open_session());
  return std::make_unique<HookedSession>(std::move(session), hook_);
}

}  // namespace whimbrel::chaos
