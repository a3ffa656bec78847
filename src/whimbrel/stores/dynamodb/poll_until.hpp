#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::stores::dynamodb {

// How long to wait for what the service does in the background, and how often to look.
struct Patience {
  std::int64_t timeout_ms = 0;
  std::int64_t poll_ms = 200;
  std::int64_t poll_ms_max = 200;  // the pause doubles up to this
};

// Asks `ready()` (a Result<bool>) until it says true. unavailable past the time limit; cancelled;
// its errors. `what` is for people: "making table \"x\"".
template <typename Ready>
base::Status poll_until(const base::Clock& clock, const base::Cancellation& cancellation,
                        const Patience& patience, std::string_view what, Ready ready) {
  const std::int64_t give_up_ns = clock.monotonic_ns() + patience.timeout_ms * 1'000'000;
  for (std::int64_t pause_ms = patience.poll_ms;;
       pause_ms = std::min(2 * pause_ms, std::max(patience.poll_ms, patience.poll_ms_max))) {
    WHIMBREL_ASSIGN(const bool is_ready, ready());
    if (is_ready) return {};
    WHIMBREL_TRY(cancellation.check());
    if (clock.monotonic_ns() > give_up_ns)
      return base::fail(base::ErrorKind::unavailable,
                        fmt::format("{} takes longer than {} ms", what, patience.timeout_ms),
                        "wait until it is done, then run the same again");
    clock.sleep_ms(pause_ms);
  }
}

}  // namespace whimbrel::stores::dynamodb
