#include <gtest/gtest.h>

#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/testing/fault_injecting_store.hpp"
#include "whimbrel/stores/testing/forwarding_session.hpp"
#include "whimbrel/stores/testing/forwarding_store.hpp"

namespace whimbrel::engine {
namespace {

using stores::testing::FaultInjectingStore;
using stores::testing::FaultInjector;
using stores::testing::FaultPoint;
using testing::RunBench;

// A process that was taken for gone, and wakes up in the middle of what another one does in its
// place: the writes that it had announced happen just before the other's first ones.
class LateWriterStore final : public stores::testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  base::Result<std::unique_ptr<stores::Session>> open_session() override;

  // Writes of these numbers among the first batch are made by the late one.
  std::size_t every = 2;
  bool woken = false;
};

class LateWriterSession final : public stores::testing::ForwardingSession {
 public:
  LateWriterSession(std::unique_ptr<stores::Session> session, LateWriterStore& store)
      : ForwardingSession(std::move(session)), store_(store) {}

  base::Status write(std::span<const stores::ItemWrite> writes,
                     std::span<stores::WriteOutcome> outcomes) override {
    if (!std::exchange(store_.woken, true)) {
      for (std::size_t i = 0; i < writes.size(); i += store_.every) {
        stores::WriteOutcome outcome{};
        WHIMBREL_TRY(session().write(writes.subspan(i, 1), {&outcome, 1}));
      }
    }
    return session().write(writes, outcomes);
  }

 private:
  LateWriterStore& store_;
};

base::Result<std::unique_ptr<stores::Session>> LateWriterStore::open_session() {
  WHIMBREL_ASSIGN(auto session, store().open_session());
  return std::make_unique<LateWriterSession>(std::move(session), *this);
}

class LateWriter : public ::testing::Test {
 protected:
  LateWriter() {
    stores::memory::MemoryOptions options;
    options.transactions = false;
    store = std::make_unique<stores::memory::MemoryStore>(options);
    EXPECT_TRUE(testing::fill_things(*store, 60));
    before = testing::dump(*store, "things");
  }

  // A run that dies with its first journal block written, and none of the writes in it.
  void die_before_the_first_write() {
    for (std::uint64_t boundary = 1;; ++boundary) {
      FaultInjector injector;
      FaultInjectingStore dying(*store, injector);
      injector.kill_at(boundary, FaultPoint::before_effect);
      RunBench victim(dying);
      static_cast<void>(victim.up());
      ASSERT_TRUE(injector.killed());
      const auto session = store->open_session().value();
      const auto journal = session->list_records(stores::Space::journal, "", "", 10).value();
      if (!journal.empty()) return;
      RunBench again(*store);
      static_cast<void>(again.down());
      ASSERT_EQ(testing::dump(*store, "things"), before);
    }
  }

  std::unique_ptr<stores::memory::MemoryStore> store;
  std::string before;
};

TEST_F(LateWriter, leaves_nothing_that_cannot_be_taken_back) {
  die_before_the_first_write();
  ASSERT_EQ(testing::dump(*store, "things"), before);
  LateWriterStore late(*store);
  RunBench second(late);
  const auto report = second.resume();
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_TRUE(late.woken);
  EXPECT_EQ(report->run.status, RunStatus::completed);
  ASSERT_TRUE(second.down());
  EXPECT_EQ(testing::dump(*store, "things"), before);
}

}  // namespace
}  // namespace whimbrel::engine
