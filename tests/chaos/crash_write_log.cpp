#include "tests/chaos/crash_write_log.hpp"

#include <utility>

#include "whimbrel/stores/testing/forwarding_session.hpp"

namespace whimbrel::chaos {

class WriteLog::LoggedSession final : public stores::testing::ForwardingSession {
 public:
  LoggedSession(std::unique_ptr<stores::Session> session, WriteLog& log)
      : ForwardingSession(std::move(session)), log_(log) {}

  base::Status begin() override {
    pending_.clear();
    base::Status done = session().begin();
    in_transaction_ = done.has_value();
    return done;
  }

  base::Status commit() override {
    base::Status done = session().commit();
    in_transaction_ = false;
    if (done) log_.acknowledge(std::exchange(pending_, {}));
    return done;
  }

  base::Status rollback() override {
    in_transaction_ = false;
    pending_.clear();
    return session().rollback();
  }

  base::Status write(std::span<const stores::ItemWrite> writes,
                     std::span<stores::WriteOutcome> outcomes) override {
    log_.attempt(writes);
    WHIMBREL_TRY(session().write(writes, outcomes));
    for (std::size_t i = 0; i < writes.size(); ++i)
      if (outcomes[i] == stores::WriteOutcome::applied) pending_.emplace_back(writes[i].key);
    if (!in_transaction_) log_.acknowledge(std::exchange(pending_, {}));
    return {};
  }

 private:
  WriteLog& log_;
  bool in_transaction_ = false;
  std::vector<std::string> pending_;
};

WritesSeen WriteLog::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

base::Result<std::unique_ptr<stores::Session>> WriteLog::open_session() {
  WHIMBREL_ASSIGN(auto session, store().open_session());
  return std::make_unique<LoggedSession>(std::move(session), *this);
}

void WriteLog::attempt(std::span<const stores::ItemWrite> writes) {
  const std::lock_guard lock(mutex_);
  for (const stores::ItemWrite& write : writes) seen_.attempted.emplace_back(write.key);
}

void WriteLog::acknowledge(const std::vector<std::string>& keys) {
  {
    const std::lock_guard lock(mutex_);
    seen_.acknowledged.insert(keys.begin(), keys.end());
  }
  if (after_commit_) after_commit_(!keys.empty());
}

}  // namespace whimbrel::chaos
