#include "whimbrel/stores/testing/fault_injecting_store.hpp"

#include "whimbrel/stores/write_group.hpp"
#include "whimbrel/stores/write_limits.hpp"

namespace whimbrel::stores::testing {
namespace {

// Runs `effect` as the injector decides for the boundary that is passed now.
template <typename Effect>
base::Status pass(FaultInjector& injector, Effect effect) {
  FaultInjector::Decision decision = injector.pass_boundary();
  base::Status done;
  if (decision.performs) done = effect();
  if (decision.failure) return tl::unexpected(*std::move(decision.failure));
  return done;
}

class FaultInjectingSession final : public Session {
 public:
  FaultInjectingSession(std::unique_ptr<Session> session, FaultInjector& injector,
                        const Capabilities& capabilities)
      : session_(std::move(session)), injector_(injector), capabilities_(capabilities) {}

  base::Result<bool> scan(const ScanRequest& request, Page& page) override {
    WHIMBREL_TRY(check_alive());
    return session_->scan(request, page);
  }

  base::Status read(std::string_view collection, std::span<const model::KeyView> keys,
                    Page& page) override {
    WHIMBREL_TRY(check_alive());
    return session_->read(collection, keys, page);
  }

  base::Status begin() override {
    WHIMBREL_TRY(check_alive());
    base::Status done = pass(injector_, [] { return base::Status(); });
    if (done) {
      done = session_->begin();
      transaction_open_ = transaction_open_ || done.has_value();
    } else {
      check_alive_or_end();
    }
    return done;
  }

  base::Status commit() override {
    WHIMBREL_TRY(check_alive());
    if (transaction_failure_) {
      base::Error failure = *transaction_failure_;
      static_cast<void>(end_transaction());
      return tl::unexpected(std::move(failure));
    }
    base::Status done = pass(injector_, [&] { return session_->commit(); });
    static_cast<void>(end_transaction());
    return done;
  }

  base::Status rollback() override {
    WHIMBREL_TRY(check_alive());
    if (transaction_failure_) return end_transaction();
    base::Status done = pass(injector_, [] { return base::Status(); });
    const base::Status rolled_back = session_->rollback();
    transaction_open_ = false;
    return done ? rolled_back : done;
  }

  base::Status write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes) override {
    WHIMBREL_TRY(check_usable());
    if (capabilities_.transactions)
      return remember(pass(injector_, [&] { return session_->write(writes, outcomes); }));
    if (writes.size() != outcomes.size()) return session_->write(writes, outcomes);
    WHIMBREL_TRY(check_write_limits(writes, capabilities_));
    for (std::size_t at = 0; at < writes.size();) {
      const std::size_t count = group_size(writes.subspan(at));
      WHIMBREL_TRY(pass(injector_, [&] {
        return session_->write(writes.subspan(at, count), outcomes.subspan(at, count));
      }));
      at += count;
    }
    return {};
  }

  base::Result<std::optional<Record>> get_record(Space space, std::string_view key) override {
    WHIMBREL_TRY(check_alive());
    return session_->get_record(space, key);
  }

  base::Result<std::vector<Record>> list_records(Space space, std::string_view prefix,
                                                 std::string_view after,
                                                 std::size_t records_max) override {
    WHIMBREL_TRY(check_alive());
    return session_->list_records(space, prefix, after, records_max);
  }

  base::Status put_record(const RecordWrite& write, const Fence* fence) override {
    WHIMBREL_TRY(check_usable());
    return remember(pass(injector_, [&] { return session_->put_record(write, fence); }));
  }

 private:
  base::Status check_alive() {
    base::Status alive = injector_.check_alive();
    if (!alive) static_cast<void>(end_transaction());
    return alive;
  }

  void check_alive_or_end() { static_cast<void>(check_alive()); }

  base::Status check_usable() {
    WHIMBREL_TRY(check_alive());
    if (transaction_failure_) return tl::unexpected(*transaction_failure_);
    return {};
  }

  // A failure inside a transaction is its end, as store.hpp says; a kill frees the store at once.
  base::Status remember(base::Status done) {
    if (injector_.killed()) {
      static_cast<void>(end_transaction());
    } else if (!done && transaction_open_ && done.error().kind() != base::ErrorKind::conflict &&
               done.error().kind() != base::ErrorKind::lease_lost) {
      transaction_failure_ = done.error();
    }
    return done;
  }

  // Takes back what is still open below.
  base::Status end_transaction() {
    base::Status done;
    if (transaction_open_) done = session_->rollback();
    transaction_open_ = false;
    transaction_failure_.reset();
    return done;
  }

  std::unique_ptr<Session> session_;
  FaultInjector& injector_;
  Capabilities capabilities_;
  bool transaction_open_ = false;
  std::optional<base::Error> transaction_failure_;
};

}  // namespace

base::Result<std::unique_ptr<Session>> FaultInjectingStore::open_session() {
  WHIMBREL_TRY(injector_.check_alive());
  WHIMBREL_ASSIGN(auto session, store_.open_session());
  return std::make_unique<FaultInjectingSession>(std::move(session), injector_, capabilities());
}

base::Result<std::vector<CollectionInfo>> FaultInjectingStore::collections() {
  WHIMBREL_TRY(injector_.check_alive());
  return store_.collections();
}

base::Result<CollectionInfo> FaultInjectingStore::collection(std::string_view name) {
  WHIMBREL_TRY(injector_.check_alive());
  return store_.collection(name);
}

base::Status FaultInjectingStore::create_collection(const CollectionSpec& spec) {
  return pass(injector_, [&] { return store_.create_collection(spec); });
}

base::Status FaultInjectingStore::drop_collection(std::string_view name) {
  return pass(injector_, [&] { return store_.drop_collection(name); });
}

base::Status FaultInjectingStore::create_index(std::string_view collection,
                                               const IndexSpec& index) {
  return pass(injector_, [&] { return store_.create_index(collection, index); });
}

base::Status FaultInjectingStore::drop_index(std::string_view collection, std::string_view name) {
  return pass(injector_, [&] { return store_.drop_index(collection, name); });
}

base::Result<std::vector<IndexSpec>> FaultInjectingStore::indexes(std::string_view collection) {
  WHIMBREL_TRY(injector_.check_alive());
  return store_.indexes(collection);
}

base::Result<std::vector<KeyRange>> FaultInjectingStore::split(std::string_view collection,
                                                               std::size_t segments_max) {
  WHIMBREL_TRY(injector_.check_alive());
  return store_.split(collection, segments_max);
}

base::Status FaultInjectingStore::maintain() {
  WHIMBREL_TRY(injector_.check_alive());
  return store_.maintain();
}

}  // namespace whimbrel::stores::testing
