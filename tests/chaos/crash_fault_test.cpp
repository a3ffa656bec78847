#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "tests/chaos/crash_recovery.hpp"
#include "tests/chaos/crash_seed.hpp"
#include "tests/chaos/crash_stage.hpp"

namespace whimbrel::chaos {
namespace {

using base::ErrorKind;
using stores::testing::DiskImage;
using stores::testing::FaultPoint;
using stores::testing::IoFault;

struct FaultTally {
  std::uint64_t faults = 0;
  std::uint64_t stopped = 0;   // the run told of an error
  std::uint64_t survived = 0;  // and these went on to a true success
  std::uint64_t failed_syncs = 0;
  RecoveryTally recoveries;
};

// A failure must say what happened and what to do, and be no broken invariant of whimbrel's own.
std::string judge_error(const base::Error& error) {
  if (error.kind() == ErrorKind::internal) return "is told as internal: " + error.describe();
  if (error.message().empty()) return "says nothing";
  if (error.remedy().empty()) return "says no remedy: " + error.describe();
  return {};
}

std::string judge_success(World& world, const Oracle& oracle, Goal goal) {
  const auto found = look(world);
  if (!found) return found.error().describe();
  std::string wrong = oracle.judge_end(*found, goal);
  return wrong.empty() ? "" : "success was told, but " + wrong;
}

void report(const char* what, const FaultTally& tally) {
  fmt::print(
      "chaos: {} (seed {}): {} faults ({} of them failed syncs), {} stopped the run, {} did not "
      "matter, {} resumed, slowest {:.0f} ms\n",
      what, base_seed(), tally.faults, tally.failed_syncs, tally.stopped, tally.survived,
      tally.recoveries.recoveries, tally.recoveries.slowest_s * 1'000);
  ::testing::Test::RecordProperty("faults", static_cast<int>(tally.faults));
}

struct DiskFault {
  Goal goal;
  IoFault fault;
  const char* name;
};

void PrintTo(const DiskFault& fault, std::ostream* out) { *out << fault.name; }

class IoFaults : public ::testing::TestWithParam<DiskFault> {
 protected:
  // Judges what this process's end, and a power loss at it, leave for the next.
  void judge_what_is_left(const Outcome& outcome, const DiskImage& image,
                          const RecoveryPlan& plan) {
    SqliteWorld world(image);
    if (!outcome.error) {
      ASSERT_EQ(judge_success(world, oracle_, plan.goal), "");
    } else {
      ASSERT_EQ(recover(world, oracle_, plan, outcome.writes, tally_.recoveries), "");
    }
  }

  // One whole run in which one call fails. False when there is no such call.
  bool fail_call(const StageMaker& stage, const RecoveryPlan& plan, std::uint64_t call) {
    const auto world = stage.make();
    auto& disk = dynamic_cast<SqliteWorld&>(*world).disk();
    disk.fail_call(call, GetParam().fault);
    ProcessOptions options = plan.process;
    std::string failed_in_run;
    options.before_closing = [&] { failed_in_run = disk.failed_call(); };
    const Outcome outcome = run_process(*world, plan.goal, options);
    if (disk.failed_call().empty()) return call <= disk.calls_made();
    ++tally_.faults;
    ++(outcome.error ? tally_.stopped : tally_.survived);
    const bool is_sync = disk.failed_call().starts_with("sync");
    if (is_sync) ++tally_.failed_syncs;
    if (outcome.error) {
      EXPECT_EQ(judge_error(*outcome.error), "");
    }
    if (failed_in_run.starts_with("sync")) {
      EXPECT_TRUE(outcome.error || outcome.maintenance_error) << "a failed sync was not heard of";
    }
    judge_what_is_left(outcome, disk.as_it_is(), plan);
    // Pages that a failed sync gave up are lost only with the power.
    for (std::uint64_t seed = 0; seed < (is_sync ? 4u : call % 2); ++seed)
      judge_what_is_left(outcome, disk.after_power_loss(base_seed() + call * 10 + seed), plan);
    return true;
  }

  Oracle oracle_{seed_items, true};
  FaultTally tally_;
};

TEST_P(IoFaults, at_any_call_are_told_or_do_not_matter) {
  RecoveryPlan plan;
  plan.goal = GetParam().goal;
  plan.undo_every = 16;
  const StageMaker stage(StoreKind::sqlite,
                         plan.goal == Goal::applied ? Stage::filled : Stage::applied);
  for (const bool maintains : {false, true}) {
    plan.process.maintains = maintains;
    for (std::uint64_t call = 1; fail_call(stage, plan, call); ++call)
      ASSERT_FALSE(HasFailure()) << GetParam().name << " at call " << call << ", "
                                 << (maintains ? "with" : "without") << " checkpoints; again with "
                                 << how_to_repeat();
  }
  report(fmt::format("{} on sqlite", GetParam().name).c_str(), tally_);
  EXPECT_GT(tally_.faults, 100u);
  EXPECT_GT(tally_.stopped, tally_.faults / 3);
}

INSTANTIATE_TEST_SUITE_P(
    Disk, IoFaults,
    ::testing::Values(DiskFault{Goal::applied, IoFault::no_space, "no_space_in_apply"},
                      DiskFault{Goal::applied, IoFault::io_error, "io_error_in_apply"},
                      DiskFault{Goal::applied, IoFault::short_count, "short_count_in_apply"},
                      DiskFault{Goal::rolled_back, IoFault::no_space, "no_space_in_rollback"},
                      DiskFault{Goal::rolled_back, IoFault::io_error, "io_error_in_rollback"},
                      DiskFault{Goal::rolled_back, IoFault::short_count,
                                "short_count_in_rollback"}),
    [](const auto& instance) { return instance.param.name; });

TEST(BackgroundFault, of_a_checkpoint_stops_the_run) {
  const Oracle oracle(seed_items, true);
  RecoveryTally tally;
  for (const Goal goal : {Goal::applied, Goal::rolled_back}) {
    const StageMaker stage(StoreKind::sqlite,
                           goal == Goal::applied ? Stage::filled : Stage::applied);
    const auto world = stage.make();
    ProcessOptions options;
    options.maintenance_failure = base::Error(ErrorKind::io, "a sync failed", "look at the disk");
    const Outcome outcome = run_process(*world, goal, options);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->kind(), ErrorKind::io) << outcome.describe();
    RecoveryPlan plan;
    plan.goal = goal;
    EXPECT_EQ(recover(*world, oracle, plan, outcome.writes, tally), "");
  }
}

// A store that fails once at a write boundary, as one behind a network does: before the effect, or
// after it with the answer lost.
class StoreFaults : public ::testing::TestWithParam<StoreKind> {};

TEST_P(StoreFaults, at_any_boundary_are_told_or_do_not_matter) {
  const Oracle oracle(seed_items, GetParam() == StoreKind::memory);
  FaultTally tally;
  for (const Goal goal : {Goal::applied, Goal::rolled_back}) {
    const StageMaker stage(GetParam(), goal == Goal::applied ? Stage::filled : Stage::applied);
    for (const ErrorKind kind : {ErrorKind::io, ErrorKind::unavailable, ErrorKind::no_space})
      for (const FaultPoint point : {FaultPoint::before_effect, FaultPoint::after_effect})
        for (std::uint64_t boundary = 1;; ++boundary) {
          SCOPED_TRACE(fmt::format("{} {} effect {}, goal {}", to_string(kind),
                                   point == FaultPoint::before_effect ? "before" : "after",
                                   boundary, static_cast<int>(goal)));
          const auto world = stage.make();
          auto& injector = dynamic_cast<MemoryWorld&>(*world).injector();
          injector.fail_at(boundary, point, kind);
          const Outcome outcome = run_process(*world, goal);
          const bool hit = injector.boundaries_passed() >= boundary;
          world->restart();
          if (!hit) break;
          ++tally.faults;
          ++(outcome.error ? tally.stopped : tally.survived);
          if (!outcome.error) {
            ASSERT_EQ(judge_success(*world, oracle, goal), "");
            continue;
          }
          ASSERT_EQ(judge_error(*outcome.error), "");
          RecoveryPlan plan;
          plan.goal = goal;
          ASSERT_EQ(recover(*world, oracle, plan, outcome.writes, tally.recoveries), "")
              << outcome.describe();
        }
  }
  report(std::string(to_string(GetParam())).c_str(), tally);
  EXPECT_GT(tally.faults, 400u);
  EXPECT_GT(tally.stopped, tally.faults / 3);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreFaults,
                         ::testing::Values(StoreKind::memory,
                                           StoreKind::memory_without_transactions),
                         name_of_store);

}  // namespace
}  // namespace whimbrel::chaos
