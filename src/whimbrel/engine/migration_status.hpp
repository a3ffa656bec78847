#pragma once

#include <optional>

#include "whimbrel/engine/ledger/lease.hpp"
#include "whimbrel/engine/ledger/run_record.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// Where a migration stands, quickly: what the ledger says, and how many items are selected, counted
// exactly if that takes no longer than the time budget, else judged by what was read.
struct MigrationStatus {
  std::optional<RunRecord> latest_run;
  // The latest run is completed, and was to change the first few items only (TEST_MODE).
  bool tried_out = false;
  std::optional<LeaseHolder> held_by;  // a run that is going on now
  std::uint64_t items_total = 0;
  bool items_total_exact = false;
  std::uint64_t items_read = 0;      // looked at for this answer
  std::uint64_t items_selected = 0;  // of those read
  bool selected_exact = false;       // everything was read
  // "preview" or "resume"; empty when there is nothing to do.
  std::string next_step;
};

// `budget_ms` bounds the reading; 0 reads everything. Writes nothing.
base::Result<MigrationStatus> migration_status(const RunEnvironment& environment,
                                               const Migration& migration, std::int64_t budget_ms);

}  // namespace whimbrel::engine
