#include "tests/chaos/crash_recovery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace whimbrel::chaos {
namespace {

std::uint64_t redone_items(const WritesSeen& before, const WritesSeen& after) {
  const std::set<std::string> first(before.attempted.begin(), before.attempted.end());
  const std::set<std::string> second(after.attempted.begin(), after.attempted.end());
  return static_cast<std::uint64_t>(std::count_if(
      second.begin(), second.end(), [&](const auto& key) { return first.contains(key); }));
}

std::string judge_end(World& world, const Oracle& oracle, Goal goal) {
  const auto contents = look(world);
  if (!contents) return contents.error().describe();
  return oracle.judge_end(*contents, goal);
}

std::string judge_unfinished_back(World& world, const Oracle& oracle) {
  const auto contents = look(world);
  if (!contents) return contents.error().describe();
  const std::string status = newest_run(*contents).status;
  if (!status.empty() && status != "rolled_back") return "the run is '" + status + "'";
  return oracle.judge_original(contents->items);
}

std::string undo_and_judge(World& world, const Oracle& oracle) {
  if (std::string wrong = judge_second_apply(world); !wrong.empty()) return wrong;
  const Outcome undone = run_process(world, Goal::rolled_back);
  if (undone.error) return "the rollback failed: " + undone.describe();
  return judge_end(world, oracle, Goal::rolled_back);
}

}  // namespace

std::string recover(World& world, const Oracle& oracle, const RecoveryPlan& plan,
                    const WritesSeen& writes, RecoveryTally& tally) {
  const auto found = look(world);
  if (!found) return "cannot be read after the crash: " + found.error().describe();
  WritesSeen known = writes;
  if (plan.of_unfinished_run)
    for (const SeedItem& item : oracle.seed()) known.attempted.push_back(item.key);
  std::string wrong = oracle.judge_crash(*found, plan.goal, known);
  if (!wrong.empty()) return "after the crash: " + wrong;
  const Outcome resumed = run_process(world, plan.goal, plan.process);
  if (resumed.error) return "cannot be resumed: " + resumed.describe();
  const std::uint64_t redone = redone_items(writes, resumed.writes);
  ++tally.recoveries;
  tally.slowest_s = std::max(tally.slowest_s, resumed.seconds);
  tally.redone_items_max = std::max(tally.redone_items_max, redone);
  if (redone > plan.process.batch_items_max)
    return fmt::format("{} items were written again, more than a batch", redone);
  if (resumed.seconds > resume_seconds_max)
    return fmt::format("resuming took {:.1f} s", resumed.seconds);
  wrong = plan.of_unfinished_run ? judge_unfinished_back(world, oracle)
                                 : judge_end(world, oracle, plan.goal);
  if (!wrong.empty()) return "after resuming: " + wrong;
  if (plan.goal == Goal::rolled_back || plan.undo_every == 0 ||
      tally.recoveries % plan.undo_every != 0)
    return {};
  ++tally.undone_after;
  wrong = undo_and_judge(world, oracle);
  return wrong.empty() ? "" : "after the rollback that followed: " + wrong;
}

}  // namespace whimbrel::chaos
