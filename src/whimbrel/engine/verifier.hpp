#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/check.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// What holding a run's journal against the store found.
struct Verification {
  std::uint64_t checked = 0;        // journal entries
  std::uint64_t intact = 0;         // exactly what the run should have left
  std::uint64_t changed_since = 0;  // somebody changed or deleted the item after the run
  std::uint64_t left = 0;           // undo: left alone on purpose, with a reason
  std::uint64_t wrong = 0;          // neither: the run's work is not right
  // Of a migration that is not repeatable: changed ones that it would change once more.
  std::uint64_t selected_again = 0;
  std::vector<std::string> wrong_keys;  // up to ten of them
};

// After apply: each entry's before-image, put through the transformation, must give what is there.
base::Result<Verification> verify_applied(const RunEnvironment& environment,
                                          const Migration& migration, const Plan& plan,
                                          const RunRecord& run, std::uint32_t threads);

// After undo: each entry's fields must be what they were before the run, or the item must be listed
// as left alone.
base::Result<Verification> verify_undone(const RunEnvironment& environment, const RunRecord& run,
                                         std::uint32_t threads);

// What walking all passes again after a run found.
struct AfterRead {
  // Items that the migration still selects and that are not in the run's quarantine; of one that is
  // not repeatable, with those among them that the run changed.
  std::uint64_t left_over = 0;
  // The migration's own, which together saw every item.
  std::vector<std::unique_ptr<ItemObserver>> observers;
};

base::Result<AfterRead> read_after_run(const RunEnvironment& environment,
                                       const Migration& migration, const Plan& plan,
                                       const std::string& run_id, std::uint32_t threads);

// The findings as checks for report and verdict.
CheckResult applied_check(const Verification& verification, const Plan& plan);
CheckResult undone_check(const Verification& verification, const Plan& plan);
CheckResult left_over_check(std::uint64_t items_left_over, const Migration& migration,
                            const Plan& plan);

}  // namespace whimbrel::engine
