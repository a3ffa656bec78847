#pragma once

#include <cstdint>
#include <string>

#include "tests/chaos/crash_process.hpp"

namespace whimbrel::chaos {

// What the recoveries of a test came to, for the line it prints.
struct RecoveryTally {
  std::uint64_t recoveries = 0;
  std::uint64_t undone_after = 0;
  std::uint64_t redone_items_max = 0;
  double slowest_s = 0;
};

// How a crash is taken up and judged.
struct RecoveryPlan {
  Goal goal = Goal::applied;
  ProcessOptions process;
  // The rollback is of a run that did not end: which items it changed only the items can tell.
  bool of_unfinished_run = false;
  // Every how many recoveries the run is applied again and taken back; 0: never.
  std::uint64_t undo_every = 4;
};

inline constexpr double resume_seconds_max = 5;

// The next process after a crash of the one that wrote `writes`: judges what it finds, takes it to
// the goal, and judges that. Empty, or what is wrong.
std::string recover(World& world, const Oracle& oracle, const RecoveryPlan& plan,
                    const WritesSeen& writes, RecoveryTally& tally);

}  // namespace whimbrel::chaos
