#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/engine/check.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/ledger/run_record.hpp"
#include "whimbrel/engine/plan.hpp"

namespace whimbrel::engine {

struct PhaseTiming {
  std::string phase;  // "plan", "backup", "apply", "verify", "undo"
  base::UnixMillis started_ms = 0;
  std::int64_t duration_ms = 0;
  std::uint64_t items = 0;
};

// One thing that happened, for the timeline.
struct TimelineEvent {
  base::UnixMillis at_ms = 0;
  std::string what;
};

struct BackupTaken {
  enum class Kind : std::uint8_t {
    archive,  // a file, portable between stores
    server,   // the store's server made it and keeps it
  };

  Kind kind = Kind::archive;
  // The file; of a server's, what it knows it by.
  std::string path;
  std::string collection;
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
};

// "archive", "server".
inline std::string_view to_string(BackupTaken::Kind kind) noexcept {
  return kind == BackupTaken::Kind::archive ? "archive" : "server";
}

// Everything that can be told of a run (or a dry run: the same but for `dry_run`), for people and
// programs. Rendered as JSON, text and HTML by report/.
struct RunReport {
  std::string action;  // "up", "down", "verify", "resume", "report"
  // What this action took; the run that it is about may have begun long before.
  std::int64_t duration_ms = 0;
  bool dry_run = false;
  RunRecord run;
  Plan plan;
  std::vector<PhaseTiming> phases;
  std::vector<TimelineEvent> timeline;
  std::vector<CheckResult> checks;
  std::vector<BackupTaken> backups;
  // What the run left alone; of a run that was taken back, what the rollback left alone. Listed are
  // up to quarantined_listed_max of them.
  std::uint64_t quarantined_total = 0;
  std::vector<QuarantinedItem> quarantined;
  std::uint64_t peak_memory_bytes = 0;
  // What this action cost, and how it was held back; nullopt where the store costs nothing.
  std::optional<stores::LoadUsed> load;

  static constexpr std::size_t quarantined_listed_max = 1'000;
};

}  // namespace whimbrel::engine
