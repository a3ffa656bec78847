#include "whimbrel/packs/wallet/migration_state.hpp"

#include <nlohmann/json.hpp>

namespace whimbrel::packs::wallet {
namespace {

using engine::RunStatus;
using nlohmann::ordered_json;

ordered_json time_or_null(const std::optional<base::UnixMillis>& time_ms) {
  return time_ms ? ordered_json(base::format_rfc3339(*time_ms)) : ordered_json(nullptr);
}

}  // namespace

std::string_view migration_state_name(const std::optional<engine::RunRecord>& run) noexcept {
  if (!run) return "pending";
  switch (run->status) {
    case RunStatus::running:
    case RunStatus::paused:
    case RunStatus::verifying:
    case RunStatus::rolling_back:
      return "running";
    case RunStatus::completed:
      return "completed";
    case RunStatus::failed:
      return "failed";
    case RunStatus::rolled_back:
      return "rolled_back";
  }
  return "running";
}

ordered_json migration_state_json(std::string_view migration_id,
                                  const std::optional<engine::RunRecord>& run) {
  ordered_json state{{"migration_name", migration_id},
                     {"version", migration_id.substr(0, migration_id.find('_'))},
                     {"status", migration_state_name(run)}};
  for (const char* name : {"started_at", "completed_at", "affected_tokens", "backup_data",
                           "error_message", "execution_time_ms", "createdAt", "updatedAt"})
    state[name] = nullptr;
  if (!run) return state;

  state["started_at"] = base::format_rfc3339(run->started_ms);
  if (run->status == RunStatus::completed) state["completed_at"] = time_or_null(run->finished_ms);
  state["affected_tokens"] = run->counters.changed;
  state["backup_data"] = {{"run_id", run->run_id}, {"archives", run->backups}};
  if (run->error) state["error_message"] = *run->error;
  if (run->finished_ms) state["execution_time_ms"] = *run->finished_ms - run->started_ms;
  state["createdAt"] = base::format_rfc3339(run->started_ms);
  state["updatedAt"] = time_or_null(run->finished_ms ? run->finished_ms : run->started_ms);
  return state;
}

}  // namespace whimbrel::packs::wallet
