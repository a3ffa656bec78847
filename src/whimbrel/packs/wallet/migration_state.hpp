#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/engine/ledger/run_record.hpp"

namespace whimbrel::packs::wallet {

// The wallet service's name for where a run is: pending (there is none), running, completed, failed
// or rolled_back. A run that is paused, being verified or being rolled back is running: it is not
// at its end, and nobody else may start one.
std::string_view migration_state_name(const std::optional<engine::RunRecord>& run) noexcept;

// A migration's state in the shape of the service's collection `migrationstates`: {migration_name,
// version, status, started_at, completed_at, affected_tokens, backup_data, error_message,
// execution_time_ms, createdAt, updatedAt}. Times are RFC 3339 texts; what is not so is null.
// `version` is the number in front of the id. backup_data names the run whose journal undoes it and
// the archives taken before, {run_id, archives[]}: the data itself is never in one document.
nlohmann::ordered_json migration_state_json(std::string_view migration_id,
                                            const std::optional<engine::RunRecord>& run);

}  // namespace whimbrel::packs::wallet
