#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// What an operator asked of a run, from any process or machine, under "control/RUN_ID". The runner
// looks at each batch border.
enum class ControlRequest : std::uint8_t {
  none,
  pause,  // stop at the next border, keep what is done, resumable
  abort,  // stop at the next border and roll back
};

std::string_view to_string(ControlRequest request) noexcept;

// Files the request, replacing an earlier one, and puts it on the audit chain; not_found when there
// is no such run. `none` withdraws what is filed, which is not audited: the runner that heeded it
// audits the change of status that it made.
base::Status request_control(stores::Session& session, std::string_view run_id,
                             ControlRequest request, std::string_view actor,
                             base::UnixMillis now_ms);

// What is filed. corrupt when it cannot be read.
base::Result<ControlRequest> pending_control(stores::Session& session, std::string_view run_id);

}  // namespace whimbrel::engine
