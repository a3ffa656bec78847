#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/engine/run_report.hpp"

namespace whimbrel::engine {

// Collects what a run has to tell while it goes. One thread.
class ReportBuilder {
 public:
  // `environment` must outlive it. From now on what the store costs is the action's.
  ReportBuilder(const RunEnvironment& environment, std::string action, bool dry_run);

  void note(std::string what);
  void note_at(base::UnixMillis at_ms, std::string what);
  void begin_phase(std::string_view phase);
  // Ends the phase begun last.
  void end_phase(std::uint64_t items);
  void add_check(CheckResult check) { report_.checks.push_back(std::move(check)); }
  void add_checks(const std::vector<CheckResult>& checks);
  void add_backup(BackupTaken backup) { report_.backups.push_back(std::move(backup)); }
  const std::vector<CheckResult>& checks() const noexcept { return report_.checks; }
  void clear_checks() { report_.checks.clear(); }

  // The report with the run as it stands now. Reads the quarantined items through `ledger`.
  base::Result<RunReport> finish(const RunRecord& run, const Plan& plan, Ledger& ledger);

 private:
  const base::Clock& clock_;
  const stores::LoadAccount* account_;
  stores::LoadUsed load_before_;
  RunReport report_;
  std::int64_t started_ns_;
  std::int64_t phase_started_ns_ = 0;
};

// The program's largest resident size so far, in bytes: VmHWM of proc(5). getrusage would count
// what the process was before exec too, a copy of whoever started it. 0 = not known.
std::uint64_t peak_memory_bytes();

}  // namespace whimbrel::engine
