#include "whimbrel/engine/segment_holder.hpp"

#include <algorithm>

namespace whimbrel::engine {
namespace {

constexpr std::int64_t listening_interval_ms = 200;

}  // namespace

base::Result<ControlRequest> poll_until_due(SegmentHolder& holder, const base::Clock& clock,
                                            const Throttle& throttle) {
  while (true) {
    WHIMBREL_ASSIGN(const ControlRequest request, holder.poll());
    const std::int64_t wait_ms = throttle.wait_ms();
    if (request != ControlRequest::none || wait_ms <= 0) return request;
    clock.sleep_ms(std::min(wait_ms, listening_interval_ms));
  }
}

}  // namespace whimbrel::engine
