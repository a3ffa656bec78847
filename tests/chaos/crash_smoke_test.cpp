#include <gtest/gtest.h>

#include "tests/chaos/crash_recovery.hpp"
#include "tests/chaos/crash_stage.hpp"

namespace whimbrel::chaos {
namespace {

class CrashSmoke : public ::testing::TestWithParam<StoreKind> {};

TEST_P(CrashSmoke, a_few_kills_on_the_way_up_and_down_lose_nothing) {
  const auto filled = [](World& world, const Oracle& oracle) {
    const auto store = world.open();
    ASSERT_TRUE(store) << store.error().describe();
    const auto done = fill(**store, oracle.seed());
    ASSERT_TRUE(done) << done.error().describe();
    world.close();
    world.restart();
  };
  RecoveryTally tally;
  for (const Goal goal : {Goal::applied, Goal::rolled_back}) {
    for (std::uint64_t boundary = 5;; boundary += 11) {
      const auto world = make_world(GetParam());
      const Oracle oracle(45, world->transactions());
      filled(*world, oracle);
      if (goal == Goal::rolled_back) {
        const Outcome applied = run_process(*world, Goal::applied);
        ASSERT_FALSE(applied.error) << applied.describe();
        world->restart();
      }
      world->kill_at(boundary, boundary % 2 == 0);
      const Outcome outcome = run_process(*world, goal);
      const bool killed = world->killed();
      world->restart();
      RecoveryPlan plan;
      plan.goal = goal;
      ASSERT_EQ(recover(*world, oracle, plan, outcome.writes, tally), "")
          << "boundary " << boundary << ", goal " << static_cast<int>(goal);
      if (!killed) break;
    }
  }
  EXPECT_GE(tally.recoveries, 8u);
}

INSTANTIATE_TEST_SUITE_P(Stores, CrashSmoke,
                         ::testing::Values(StoreKind::sqlite, StoreKind::memory,
                                           StoreKind::memory_without_transactions),
                         name_of_store);

}  // namespace
}  // namespace whimbrel::chaos
