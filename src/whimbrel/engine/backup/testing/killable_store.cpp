#include "whimbrel/engine/backup/testing/killable_store.hpp"

namespace whimbrel::engine::testing {

class KillableStore::KillableSession final : public stores::Session {
 public:
  KillableSession(KillableStore& store, std::unique_ptr<stores::Session> inner)
      : store_(store), inner_(std::move(inner)) {}

  base::Result<bool> scan(const stores::ScanRequest& request, stores::Page& page) override {
    WHIMBREL_TRY(store_.alive());
    return inner_->scan(request, page);
  }
  base::Status read(std::string_view collection, std::span<const model::KeyView> keys,
                    stores::Page& page) override {
    WHIMBREL_TRY(store_.alive());
    return inner_->read(collection, keys, page);
  }
  base::Status begin() override {
    WHIMBREL_TRY(store_.alive());
    return inner_->begin();
  }
  base::Status commit() override {
    WHIMBREL_TRY(store_.pass());
    return inner_->commit();
  }
  base::Status rollback() override {
    WHIMBREL_TRY(store_.alive());
    return inner_->rollback();
  }

  base::Status write(std::span<const stores::ItemWrite> writes,
                     std::span<stores::WriteOutcome> outcomes) override {
    WHIMBREL_TRY(store_.pass());
    if (base::Status dead = store_.pass(); !dead) {
      const bool whole = store_.capabilities().transactions;
      const std::size_t done = whole ? writes.size() : writes.size() / 2;
      (void)inner_->write(writes.first(done), outcomes.first(done));
      return dead;
    }
    return inner_->write(writes, outcomes);
  }

  base::Result<std::optional<stores::Record>> get_record(stores::Space space,
                                                         std::string_view key) override {
    WHIMBREL_TRY(store_.alive());
    return inner_->get_record(space, key);
  }
  base::Result<std::vector<stores::Record>> list_records(stores::Space space,
                                                         std::string_view prefix,
                                                         std::string_view after,
                                                         std::size_t records_max) override {
    WHIMBREL_TRY(store_.alive());
    return inner_->list_records(space, prefix, after, records_max);
  }
  base::Status put_record(const stores::RecordWrite& write, const stores::Fence* fence) override {
    WHIMBREL_TRY(store_.pass());
    return inner_->put_record(write, fence);
  }

 private:
  KillableStore& store_;
  std::unique_ptr<stores::Session> inner_;
};

base::Status KillableStore::alive() const {
  if (!kill_at_ || boundaries_ < *kill_at_) return {};
  return base::fail(base::ErrorKind::io, "the process was killed here by the test");
}

base::Status KillableStore::pass() {
  WHIMBREL_TRY(alive());
  ++boundaries_;
  return alive();
}

base::Result<std::unique_ptr<stores::Session>> KillableStore::open_session() {
  WHIMBREL_TRY(alive());
  WHIMBREL_ASSIGN(auto inner, inner_.open_session());
  return std::make_unique<KillableSession>(*this, std::move(inner));
}

base::Result<std::vector<stores::CollectionInfo>> KillableStore::collections() {
  WHIMBREL_TRY(alive());
  return inner_.collections();
}

base::Result<stores::CollectionInfo> KillableStore::collection(std::string_view name) {
  WHIMBREL_TRY(alive());
  return inner_.collection(name);
}

base::Status KillableStore::create_collection(const stores::CollectionSpec& spec) {
  WHIMBREL_TRY(pass());
  return inner_.create_collection(spec);
}

base::Status KillableStore::drop_collection(std::string_view name) {
  WHIMBREL_TRY(pass());
  return inner_.drop_collection(name);
}

base::Status KillableStore::create_index(std::string_view collection,
                                         const stores::IndexSpec& index) {
  WHIMBREL_TRY(pass());
  return inner_.create_index(collection, index);
}

base::Status KillableStore::drop_index(std::string_view collection, std::string_view name) {
  WHIMBREL_TRY(pass());
  return inner_.drop_index(collection, name);
}

base::Result<std::vector<stores::IndexSpec>> KillableStore::indexes(std::string_view collection) {
  WHIMBREL_TRY(alive());
  return inner_.indexes(collection);
}

base::Result<std::vector<stores::KeyRange>> KillableStore::split(std::string_view collection,
                                                                 std::size_t segments_max) {
  WHIMBREL_TRY(alive());
  return inner_.split(collection, segments_max);
}

}  // namespace whimbrel::engine::testing
