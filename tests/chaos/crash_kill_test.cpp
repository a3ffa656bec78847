#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "tests/chaos/crash_archive.hpp"
#include "tests/chaos/crash_floors.hpp"
#include "tests/chaos/crash_recovery.hpp"
#include "tests/chaos/crash_stage.hpp"

namespace whimbrel::chaos {
namespace {

// Every test kills a process at each of its write boundaries, one after the other, until one run
// gets through unharmed; twice, for what is done at the boundary happens or does not.
class Kill : public ::testing::TestWithParam<StoreKind> {
 protected:
  StageMaker stage(Stage stage) const { return {GetParam(), stage}; }
  Oracle oracle() const {
    return {seed_items, GetParam() != StoreKind::memory_without_transactions};
  }

  // Kills a process on its way to the plan's goal at a boundary. False when it got through.
  bool kill_once(World& world, const RecoveryPlan& plan, std::uint64_t boundary, bool late,
                 WritesSeen& writes) {
    world.kill_at(boundary, late);
    const Outcome outcome = run_process(world, plan.goal, plan.process);
    writes = outcome.writes;
    const bool killed = world.killed();
    world.restart();
    if (!killed) {
      EXPECT_FALSE(outcome.error) << outcome.describe();
      return false;
    }
    ++kills_;
    if (outcome.error) return true;
    // It had said that the goal is reached and was killed while it closed its store.
    const auto found = look(world);
    EXPECT_TRUE(found);
    if (found && !plan.of_unfinished_run) {
      EXPECT_EQ(oracle().judge_end(*found, plan.goal), "");
    }
    return true;
  }

  void kill_everywhere(const StageMaker& stage, const RecoveryPlan& plan,
                       const std::function<void(World&)>& judge_more = {}) {
    const Oracle judge = oracle();
    for (const bool late : {false, true})
      for (std::uint64_t boundary = 1;; ++boundary) {
        SCOPED_TRACE(fmt::format("killed {} boundary {}", late ? "late at" : "at", boundary));
        const auto world = stage.make();
        ASSERT_TRUE(world);
        WritesSeen writes;
        const bool killed = kill_once(*world, plan, boundary, late, writes);
        ASSERT_EQ(recover(*world, judge, plan, writes, tally_), "");
        if (judge_more) judge_more(*world);
        if (!killed || HasFailure()) break;
      }
  }

  // Kills the recovery, too: at each boundary, after a first kill at every `step`th.
  void kill_the_recovery_everywhere(const StageMaker& stage, const RecoveryPlan& plan,
                                    std::uint64_t step) {
    const Oracle judge = oracle();
    for (std::uint64_t first = 2;; first += step)
      for (std::uint64_t second = 1;; ++second) {
        const bool late = second % 2 == 0;
        SCOPED_TRACE(fmt::format("killed at boundary {}, then {} {}", first,
                                 late ? "late at" : "at", second));
        const auto world = stage.make();
        ASSERT_TRUE(world);
        WritesSeen before;
        if (!kill_once(*world, plan, first, false, before)) return;
        WritesSeen writes;
        const bool killed = kill_once(*world, plan, second, late, writes);
        writes.attempted.insert(writes.attempted.end(), before.attempted.begin(),
                                before.attempted.end());
        writes.acknowledged.merge(before.acknowledged);
        ASSERT_EQ(recover(*world, judge, plan, writes, tally_), "");
        if (HasFailure()) return;
        if (!killed) break;
      }
  }

  void expect_kills(const char* operation, const floors::PerStore& floors) {
    const std::string line = fmt::format(
        "{} on {}: {} kills, {} taken back afterwards, at most {} items written again, slowest "
        "recovery {:.0f} ms",
        operation, to_string(GetParam()), kills_, tally_.undone_after, tally_.redone_items_max,
        tally_.slowest_s * 1'000);
    fmt::print("chaos: {}\n", line);
    RecordProperty("kills", static_cast<int>(kills_));
    EXPECT_GE(kills_, floors::floor_of(floors, GetParam()));
  }

  std::uint64_t kills_ = 0;
  RecoveryTally tally_;
};

TEST_P(Kill, at_every_boundary_of_an_apply) {
  kill_everywhere(stage(Stage::filled), {});
  expect_kills("apply", floors::apply);
}

TEST_P(Kill, at_every_boundary_of_an_apply_in_one_batch) {
  RecoveryPlan plan;
  plan.process.batch_items_max = 2 * seed_items;
  kill_everywhere(stage(Stage::filled), plan);
  expect_kills("apply in one batch", floors::apply_in_one_batch);
}

TEST_P(Kill, at_every_boundary_of_a_rollback) {
  RecoveryPlan plan;
  plan.goal = Goal::rolled_back;
  kill_everywhere(stage(Stage::applied), plan);
  expect_kills("rollback", floors::rollback);
}

TEST_P(Kill, at_every_boundary_of_taking_back_what_a_killed_apply_left) {
  const StageMaker filled = stage(Stage::filled);
  const Oracle judge = oracle();
  RecoveryPlan plan;
  plan.goal = Goal::rolled_back;
  plan.of_unfinished_run = true;
  const std::uint64_t step = GetParam() == StoreKind::sqlite ? 41 : 8;
  bool applies = true;
  for (std::uint64_t first = 3; applies; first += step)
    for (std::uint64_t second = 1;; ++second) {
      SCOPED_TRACE(fmt::format("apply killed at {}, rollback at {}", first, second));
      const auto world = filled.make();
      ASSERT_TRUE(world);
      world->kill_at(first, first % 2 == 0);
      run_process(*world, Goal::applied);
      applies = world->killed();
      world->restart();
      WritesSeen writes;
      const bool killed = kill_once(*world, plan, second, second % 2 == 0, writes);
      ASSERT_EQ(recover(*world, judge, plan, writes, tally_), "");
      if (HasFailure()) return;
      if (!killed) break;
    }
  expect_kills("rollback of a killed apply", floors::rollback_of_killed_apply);
}

// The archive goes to real files, so it is killed between the store's boundaries only; each call on
// files is the matter of the backup tests.
TEST_P(Kill, at_every_boundary_of_an_apply_that_takes_a_backup) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / fmt::format("whimbrel-kill-{}", getpid());
  RecoveryPlan plan;
  plan.process.backup_directory = folder;
  kill_everywhere(stage(Stage::filled), plan, [&](World& world) {
    const auto contents = look(world);
    ASSERT_TRUE(contents) << contents.error().describe();
    const auto backups = backups_of_newest_run(*contents);
    ASSERT_EQ(backups.size(), 1u);
    EXPECT_EQ(judge_archive(base::posix_file_system(), backups[0], oracle()), "");
    std::filesystem::remove_all(folder);
  });
  expect_kills("apply with backup", floors::apply_with_backup);
}

TEST_P(Kill, at_every_boundary_of_resuming_an_apply) {
  const bool many = GetParam() == StoreKind::sqlite;
  kill_the_recovery_everywhere(stage(Stage::filled), {}, many ? 31 : 6);
  expect_kills("resume of an apply", floors::resume_apply);
}

TEST_P(Kill, at_every_boundary_of_resuming_a_rollback) {
  RecoveryPlan plan;
  plan.goal = Goal::rolled_back;
  const bool many = GetParam() == StoreKind::sqlite;
  kill_the_recovery_everywhere(stage(Stage::applied), plan, many ? 31 : 6);
  expect_kills("resume of a rollback", floors::resume_rollback);
}

INSTANTIATE_TEST_SUITE_P(Stores, Kill,
                         ::testing::Values(StoreKind::sqlite, StoreKind::memory,
                                           StoreKind::memory_without_transactions),
                         name_of_store);

}  // namespace
}  // namespace whimbrel::chaos
