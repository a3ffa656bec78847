#include <gtest/gtest.h>

#include <barrier>
#include <condition_variable>
#include <random>
#include <thread>

#include "tests/chaos/race_hooked_store.hpp"
#include "tests/chaos/race_seed.hpp"
#include "tests/chaos/race_world.hpp"
#include "whimbrel/engine/ledger/audit_chain.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"

namespace whimbrel::chaos {
namespace {

using base::ErrorKind;
using engine::RunReport;
using engine::RunStatus;
using engine::testing::RunBench;

constexpr int items_count = 42;

// Holds every call of a runner up, its lease's renewal too, as a machine does that stands still.
class Standstill {
 public:
  Standstill(StoreCall at, int nth) : at_(at), left_(nth) {}

  void operator()(StoreCall call) {
    std::unique_lock lock(mutex_);
    if (call == at_ && --left_ == 0) {
      stands_ = true;
      changed_.notify_all();
    }
    changed_.wait(lock, [&] { return !stands_; });
  }
  // Whether it came to that before the runner ended.
  bool wait_until_it_stands() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stands_ || ended_; });
    return stands_;
  }
  void go_on() {
    const std::lock_guard lock(mutex_);
    stands_ = false;
    changed_.notify_all();
  }
  void runner_ended() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

 private:
  const StoreCall at_;
  int left_;
  bool stands_ = false;
  bool ended_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
};

// The rule told anew: "old" gets state, stamp and loses `obsolete`; "dead" is gone.
std::map<int, Json> migrated(std::map<int, Json> items, base::UnixMillis run_time_ms) {
  for (auto item = items.begin(); item != items.end();) {
    if (item->second["state"] == "dead") {
      item = items.erase(item);
      continue;
    }
    if (item->second["state"] == "old") {
      item->second["state"] = "new";
      item->second["stamp"] = {{"$date", {{"$numberLong", std::to_string(run_time_ms)}}}};
      item->second.erase("obsolete");
    }
    ++item;
  }
  return items;
}

class Runners : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    auto world = RaceWorld::make(GetParam(), items_count);
    ASSERT_TRUE(world) << world.error().describe();
    world_ = *std::move(world);
    before_ = world_->items();
  }

  void expect_history_intact() {
    auto session = world_->store().open_session();
    ASSERT_TRUE(session);
    const auto chain = engine::verify_audit_chain(**session);
    ASSERT_TRUE(chain) << chain.error().describe();
    EXPECT_TRUE(chain->intact()) << chain->reason;
  }

  // Both at once; gives the report of the one that won.
  std::optional<RunReport> race(base::Result<RunReport> (RunBench::*verb)()) {
    std::barrier start(2);
    std::vector<base::Result<RunReport>> results;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i)
      threads.emplace_back([&] {
        RunBench bench(world_->store());
        start.arrive_and_wait();
        auto result = (bench.*verb)();
        const std::lock_guard lock(mutex);
        results.push_back(std::move(result));
      });
    for (std::thread& thread : threads) thread.join();
    std::optional<RunReport> won;
    for (auto& result : results) {
      if (result) {
        EXPECT_FALSE(won) << "both did it";
        won = *std::move(result);
      } else {
        EXPECT_TRUE(result.error().kind() == ErrorKind::busy ||
                    result.error().kind() == ErrorKind::refused)
            << result.error().describe();
        EXPECT_FALSE(result.error().remedy().empty());
      }
    }
    return won;
  }

  std::unique_ptr<RaceWorld> world_;
  std::map<int, Json> before_;
};

TEST_P(Runners, of_two_at_once_one_does_it_and_the_other_is_refused) {
  const auto rounds = race_rounds(GetParam() == "sqlite" ? 5 : 25);
  for (std::uint64_t round = 0; round < rounds && !HasFailure(); ++round) {
    const auto up = race(&RunBench::up);
    ASSERT_TRUE(up);
    EXPECT_EQ(up->run.status, RunStatus::completed);
    EXPECT_EQ(world_->items(), migrated(before_, up->plan.inputs.run_time_ms));
    const auto down = race(&RunBench::down);
    ASSERT_TRUE(down);
    EXPECT_EQ(world_->items(), before_);
  }
  expect_history_intact();
}

TEST_P(Runners, one_that_lost_its_lease_while_it_stood_still_writes_nothing_more) {
  const bool transactions = world_->store().capabilities().transactions;
  std::mt19937_64 random(race_seed());
  std::uint64_t stood = 0;
  const auto rounds = race_rounds(GetParam() == "sqlite" ? 15 : 60);
  for (std::uint64_t round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round) + " of seed " + std::to_string(race_seed()));
    // Inside a transaction it would keep the other one waiting, and not lose anything.
    StoreCall at = random() % 2 == 0 ? StoreCall::write : StoreCall::put_record;
    if (transactions) at = StoreCall::begin;
    Standstill standstill(at, 1 + static_cast<int>(random() % 14));
    HookedStore hooked(world_->store(), [&](StoreCall call) { standstill(call); });
    base::Result<RunReport> lost = base::fail(ErrorKind::internal, "did not end", "");
    std::thread stalled([&] {
      RunBench bench(hooked);
      lost = bench.up();
      standstill.runner_ended();
    });
    const bool stands = standstill.wait_until_it_stands();
    RunBench second(world_->store());
    base::Result<RunReport> took_over = base::fail(ErrorKind::internal, "not tried", "");
    if (stands) {
      ++stood;
      second.clock.set_ms(second.clock.now_ms() + second.options.lease_ttl_ms + 1);
      took_over = second.resume();
      // It had not even recorded its run.
      if (!took_over) took_over = second.up();
    }
    standstill.go_on();
    stalled.join();
    if (stands) {
      ASSERT_TRUE(took_over) << took_over.error().describe();
      EXPECT_EQ(took_over->run.status, RunStatus::completed);
      ASSERT_FALSE(lost) << "it was told that it had done what the other one did";
      // Busy when it stood still in the moment of taking the lease.
      EXPECT_TRUE(lost.error().kind() == ErrorKind::lease_lost ||
                  lost.error().kind() == ErrorKind::busy)
          << lost.error().describe();
      EXPECT_EQ(world_->items(), migrated(before_, took_over->plan.inputs.run_time_ms));
    } else {
      ASSERT_TRUE(lost) << lost.error().describe();
    }
    const auto down = second.down();
    ASSERT_TRUE(down) << down.error().describe();
    EXPECT_EQ(world_->items(), before_);
  }
  EXPECT_GT(stood, rounds / 3);
  expect_history_intact();
}

INSTANTIATE_TEST_SUITE_P(Stores, Runners,
                         ::testing::Values("memory", "memory_without_transactions", "sqlite"),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace whimbrel::chaos
