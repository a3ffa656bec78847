#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/journal/journal_reader.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

enum class RunStatus : std::uint8_t {
  running,       // applying, or stopped by a crash in the middle of it
  paused,        // stopped at a batch border on request; resumable
  verifying,     // every batch applied; not yet proven
  completed,     // applied and verified
  failed,        // stopped by an error or a failed verification; resumable or to be rolled back
  rolling_back,  // undoing, or stopped in the middle of it
  rolled_back,   // undone and verified
};

std::string_view to_string(RunStatus status) noexcept;
// invalid_data for a name that is none.
base::Result<RunStatus> run_status_from(std::string_view name);

// What the run counted so far.
struct RunCounters {
  std::uint64_t scanned = 0;      // items read
  std::uint64_t changed = 0;      // items written
  std::uint64_t conflicts = 0;    // guards that failed at first, settled by reading again
  std::uint64_t skipped = 0;      // no longer selected, or gone, when their turn came
  std::uint64_t quarantined = 0;  // left alone with a reason
  std::uint64_t batches = 0;

  RunCounters& operator+=(const RunCounters& other) noexcept;
  friend bool operator==(const RunCounters&, const RunCounters&) = default;
};

// One application of one migration, as the ledger keeps it under "run/RUN_ID".
struct RunRecord {
  std::string run_id;  // "004_fix_melted_token_status-20250127-024000-7f3a": sorts by start time
  std::string migration_id;
  std::string migration_checksum;
  RunStatus status = RunStatus::running;
  std::string plan_digest;  // SHA-256 hex of the plan under "plan/RUN_ID"
  base::UnixMillis run_time_ms = 0;
  base::UnixMillis started_ms = 0;
  std::optional<base::UnixMillis> finished_ms;
  // Parts with a checkpoint and a journal of their own, numbered from 0: so many of each pass as
  // `parts` says, those of the first pass first.
  std::uint32_t segments = 1;
  // More than one: processes share the run, each taking segments by leases.
  std::uint32_t parts = 1;
  std::string started_by;  // user@host
  std::optional<std::string> error;
  RunCounters counters;
  std::vector<std::string> backups;  // archive paths
  // Counts as completed without having run: the data was already as the migration makes it.
  bool baseline = false;
};

// How far one segment of a run got, under "checkpoint/RUN_ID/PHASE/SEGMENT"; phases are "apply" and
// "undo".
struct Checkpoint {
  std::uint32_t segment = 0;
  // apply, of a shared run: which part of its collection it is.
  stores::KeyRange range;
  // apply: the key of the last item dealt with; nullopt at the start.
  std::optional<std::string> last_key;
  bool done = false;
  JournalPosition journal;
  RunCounters counters;
};

}  // namespace whimbrel::engine
