#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/engine/run_events.hpp"

namespace whimbrel::hooks {

// A run's event that asks for leave: an error refuses the run.
bool asks_for_leave(engine::RunEvent event) noexcept;
// The run ends with it, for the time being.
bool ends_run(engine::RunEvent event) noexcept;

// The event of that name, "after-up"; nullptr when there is none. A static.
const engine::RunEvent* find_event(std::string_view name) noexcept;
// All names, in the order of a run. A static.
const std::vector<std::string_view>& event_names();

// WHIMBREL_EVENT and the rest, as docs/operating/hooks.md lists them.
std::vector<std::pair<std::string, std::string>> facts_to_environment(
    engine::RunEvent event, const engine::RunFacts& facts);

// The same as one JSON object without line breaks: what hooks read and webhooks are sent.
std::string facts_to_json(engine::RunEvent event, const engine::RunFacts& facts,
                          base::UnixMillis now_ms, std::string_view delivery_id);

}  // namespace whimbrel::hooks
