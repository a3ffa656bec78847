#include "whimbrel/engine/ledger/run_record.hpp"

#include <array>
#include <utility>

namespace whimbrel::engine {
namespace {

constexpr std::array<std::pair<RunStatus, std::string_view>, 7> status_names{{
    {RunStatus::running, "running"},
    {RunStatus::paused, "paused"},
    {RunStatus::verifying, "verifying"},
    {RunStatus::completed, "completed"},
    {RunStatus::failed, "failed"},
    {RunStatus::rolling_back, "rolling_back"},
    {RunStatus::rolled_back, "rolled_back"},
}};

}  // namespace

std::string_view to_string(RunStatus status) noexcept {
  return status_names[static_cast<std::size_t>(status)].second;
}

base::Result<RunStatus> run_status_from(std::string_view name) {
  for (const auto& [status, status_name] : status_names)
    if (status_name == name) return status;
  return base::fail(base::ErrorKind::invalid_data,
                    "\"" + std::string(name) + "\" is no run status");
}

RunCounters& RunCounters::operator+=(const RunCounters& other) noexcept {
  scanned += other.scanned;
  changed += other.changed;
  conflicts += other.conflicts;
  skipped += other.skipped;
  quarantined += other.quarantined;
  batches += other.batches;
  return *this;
}

}  // namespace whimbrel::engine
