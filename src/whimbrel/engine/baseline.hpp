#pragma once

#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/run_options.hpp"

// Bringing the ledger in line with what is so already. None of these reads or writes an item; each
// takes the migration's lease and leaves an audit entry. Threads as migration_run.hpp.
namespace whimbrel::engine {

// Files a completed run that changed nothing, for data that is already as the migration makes it:
// made by hand, or by another tool. refused as check_may_start().
base::Result<RunRecord> baseline_migration(const RunEnvironment& environment,
                                           const Migration& migration, const RunOptions& options);

// Takes that back: the migration is pending again. refused unless its newest run is a baseline.
base::Result<RunRecord> withdraw_baseline(const RunEnvironment& environment,
                                          const Migration& migration, const RunOptions& options);

struct ChecksumRepair {
  std::string run_id;
  std::string recorded;  // until now
  std::string repaired;
};

// Makes the newest run's checksum that of the migration as it is now, for a file that was changed
// after it was applied in a way that does not matter. refused when they are the same, or the run is
// not completed.
base::Result<ChecksumRepair> repair_checksum(const RunEnvironment& environment,
                                             const Migration& migration, const RunOptions& options);

}  // namespace whimbrel::engine
