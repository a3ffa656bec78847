#pragma once

#include <memory>
#include <utility>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::testing {

// Hands every call on to another session: what decorators of a session begin with, so that each
// spells out only what it does otherwise.
class ForwardingSession : public Session {
 public:
  explicit ForwardingSession(std::unique_ptr<Session> session) : session_(std::move(session)) {}

  base::Result<bool> scan(const ScanRequest& request, Page& page) override {
    return session_->scan(request, page);
  }
  base::Status read(std::string_view collection, std::span<const model::KeyView> keys,
                    Page& page) override {
    return session_->read(collection, keys, page);
  }
  base::Status begin() override { return session_->begin(); }
  base::Status commit() override { return session_->commit(); }
  base::Status rollback() override { return session_->rollback(); }
  base::Status write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes) override {
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
    return session_->put_record(write, fence);
  }

 protected:
  Session& session() noexcept { return *session_; }

 private:
  std::unique_ptr<Session> session_;
};

}  // namespace whimbrel::stores::testing
