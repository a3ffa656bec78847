#include "whimbrel/engine/run_events.hpp"

namespace whimbrel::engine {

std::string_view to_string(RunEvent event) noexcept {
  switch (event) {
    case RunEvent::before_up:
      return "before-up";
    case RunEvent::after_batch:
      return "after-batch";
    case RunEvent::on_conflict:
      return "on-conflict";
    case RunEvent::on_quarantine:
      return "on-quarantine";
    case RunEvent::on_pause:
      return "on-pause";
    case RunEvent::on_failure:
      return "on-failure";
    case RunEvent::after_up:
      return "after-up";
    case RunEvent::before_down:
      return "before-down";
    case RunEvent::after_down:
      break;
  }
  return "after-down";
}

}  // namespace whimbrel::engine
