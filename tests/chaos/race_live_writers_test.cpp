#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/chaos/race_hooked_store.hpp"
#include "tests/chaos/race_oracle.hpp"
#include "tests/chaos/race_seed.hpp"
#include "tests/chaos/race_world.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"

namespace whimbrel::chaos {
namespace {

using engine::RollbackPolicy;
using engine::testing::RunBench;

constexpr int items_count = 42;
constexpr std::size_t writes_an_item_max = 4;

// Users in threads of their own, who go on until there is nothing left that they may write.
class UserThreads {
 public:
  UserThreads(LiveUsers& users, stores::Store& store, std::uint64_t seed) {
    for (std::uint64_t i = 0; i < 2; ++i)
      threads_.emplace_back([this, &users, &store, seed, i] {
        std::mt19937_64 random(seed * 31 + i);
        auto session = store.open_session();
        while (session && !stop_) {
          failed_ = failed_ || !users.act(**session, random);
          std::this_thread::sleep_for(std::chrono::microseconds(random() % 200));
        }
      });
  }
  // Whether every call of theirs was answered.
  bool end() {
    stop_ = true;
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
    return !failed_;
  }
  ~UserThreads() { end(); }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<bool> failed_{false};
  std::vector<std::thread> threads_;
};

// Users who step in between two calls of the runner, where it hurts most.
class UserInBetween {
 public:
  UserInBetween(LiveUsers& users, stores::Store& store, std::uint64_t seed)
      : users_(users),
        writes_stand_alone_(!store.capabilities().transactions),
        session_(store.open_session().value()),
        random_(seed) {}

  void operator()(StoreCall call) {
    // Not inside the runner's transaction: it would wait for its own end.
    const bool outside = call == StoreCall::scan || call == StoreCall::begin ||
                         (writes_stand_alone_ && call != StoreCall::put_record);
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!outside || !lock) return;
    for (auto steps = random_() % 6; steps > 0; --steps)
      ok_ = ok_ && users_.act(*session_, random_);
  }
  bool ok() const { return ok_; }

 private:
  LiveUsers& users_;
  const bool writes_stand_alone_;
  std::mutex mutex_;
  std::unique_ptr<stores::Session> session_;
  std::mt19937_64 random_;
  std::atomic<bool> ok_{true};
};

class LiveWriters
    : public ::testing::TestWithParam<std::tuple<std::string, engine::RollbackPolicy>> {
 protected:
  void play(std::uint64_t seed) {
    SCOPED_TRACE("WHIMBREL_TEST_SEED=" + std::to_string(seed) + " WHIMBREL_TEST_ROUNDS=1");
    auto world = RaceWorld::make(std::get<0>(GetParam()), items_count);
    ASSERT_TRUE(world) << world.error().describe();
    const auto seeds = (*world)->items();
    LiveUsers users(items_count, writes_an_item_max);
    stores::Store& store = (*world)->store();
    UserInBetween in_between(users, store, seed);
    HookedStore hooked(store, [&](StoreCall call) { in_between(call); });
    RunBench bench(hooked);
    bench.options.rollback_policy = std::get<1>(GetParam());

    users.phase = during_up;
    std::optional<UserThreads> threads(std::in_place, users, store, seed);
    const auto up = bench.up();
    ASSERT_TRUE(threads->end());
    ASSERT_TRUE(up) << up.error().describe();
    const RaceOracle oracle(bench.options.rollback_policy, up->plan.inputs.run_time_ms);
    expect_possible((*world)->items(), seeds, users, [&](const auto& before, const auto& writes) {
      return oracle.after_up(before, writes);
    });
    if (HasFailure()) return;

    users.phase = during_down;
    threads.emplace(users, store, seed + 1);
    const auto down = bench.down();
    ASSERT_TRUE(threads->end());
    ASSERT_TRUE(down) << down.error().describe();
    expect_possible((*world)->items(), seeds, users, [&](const auto& before, const auto& writes) {
      return oracle.after_down(before, writes);
    });
    EXPECT_TRUE(in_between.ok());
    writes_seen_ += users.writes_count();
    conflicts_seen_ += up->run.counters.conflicts + down->quarantined.size();
  }

  template <typename Possible>
  void expect_possible(const std::map<int, Json>& now, const std::map<int, Json>& seeds,
                       const LiveUsers& users, Possible possible) {
    for (int number = 0; number < items_count; ++number) {
      const auto here = [&](const std::map<int, Json>& items) -> std::optional<Json> {
        const auto found = items.find(number);
        if (found == items.end()) return std::nullopt;
        return found->second;
      };
      const auto allowed = possible(here(seeds), users.writes_to(number));
      if (allowed.count(RaceOracle::text_of(here(now))) == 1) continue;
      ADD_FAILURE() << "item " << number << " is " << RaceOracle::text_of(here(now)) << "\nseed "
                    << RaceOracle::text_of(here(seeds)) << told(users.writes_to(number))
                    << told(allowed);
    }
  }

  static std::string told(const std::vector<UserWrite>& writes) {
    std::string text;
    for (const UserWrite& write : writes)
      text += "\nuser's write " + write.field + " = " + write.value.dump() +
              (write.kind == UserWrite::Kind::erase ? " erased" : "") + " in phases " +
              std::to_string(write.phase_begun) + " to " + std::to_string(write.phase_acknowledged);
    return text;
  }
  static std::string told(const std::set<std::string>& allowed) {
    std::string text;
    for (const std::string& item : allowed) text += "\nmay be " + item;
    return text;
  }

  std::uint64_t writes_seen_ = 0;
  std::uint64_t conflicts_seen_ = 0;
};

TEST_P(LiveWriters, lose_no_write_during_up_and_down) {
  const auto rounds = race_rounds(std::get<0>(GetParam()) == "sqlite" ? 20 : 60);
  for (std::uint64_t round = 0; round < rounds && !HasFailure(); ++round) play(race_seed() + round);
  // Races that never met anybody would prove nothing.
  EXPECT_GT(writes_seen_, rounds * 20);
  EXPECT_GT(conflicts_seen_, rounds / 2);
  std::cout << rounds << " rounds, " << writes_seen_ << " users' writes, " << conflicts_seen_
            << " met the run\n";
}

std::string name_of(RollbackPolicy policy) {
  return policy == RollbackPolicy::leave   ? "leave"
         : policy == RollbackPolicy::merge ? "merge"
                                           : "overwrite";
}

INSTANTIATE_TEST_SUITE_P(
    Stores, LiveWriters,
    ::testing::Combine(::testing::Values("memory", "memory_without_transactions", "sqlite"),
                       ::testing::Values(RollbackPolicy::leave, RollbackPolicy::merge,
                                         RollbackPolicy::overwrite)),
    [](const auto& instance) {
      return std::get<0>(instance.param) + "_" + name_of(std::get<1>(instance.param));
    });

}  // namespace
}  // namespace whimbrel::chaos
