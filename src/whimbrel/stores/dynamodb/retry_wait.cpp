#include "whimbrel/stores/dynamodb/retry_wait.hpp"

#include <algorithm>

namespace whimbrel::stores::dynamodb {
namespace {

// How long a request to stop may go unnoticed.
constexpr std::int64_t look_up_ms = 50;

}  // namespace

RetryWait::RetryWait(std::int64_t first_ms, std::int64_t longest_ms, const base::Clock& clock,
                     const base::Cancellation& cancellation)
    : first_ms_(first_ms), longest_ms_(longest_ms), clock_(clock), cancellation_(cancellation) {}

std::int64_t RetryWait::longest_after(int tries_made) const noexcept {
  std::int64_t wait_ms = first_ms_;
  for (int i = 1; i < tries_made && wait_ms < longest_ms_; ++i) wait_ms *= 2;
  return std::min(wait_ms, longest_ms_);
}

bool RetryWait::wait_after(int tries_made) {
  std::uniform_int_distribution<std::int64_t> any(0, longest_after(tries_made));
  for (std::int64_t wait_ms = any(random_); wait_ms > 0; wait_ms -= look_up_ms) {
    if (cancellation_.requested()) return false;
    clock_.sleep_ms(std::min(wait_ms, look_up_ms));
  }
  return !cancellation_.requested();
}

}  // namespace whimbrel::stores::dynamodb
