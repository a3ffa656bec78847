#pragma once

#include <atomic>

#include "whimbrel/base/result.hpp"

namespace whimbrel::base {

// Asks long work to stop at its next border. Set from any thread or a signal handler; read often.
class Cancellation {
 public:
  // Async-signal-safe.
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  bool requested() const noexcept { return requested_.load(std::memory_order_relaxed); }

  // `cancelled` once requested.
  Status check() const {
    if (!requested()) return {};
    return fail(ErrorKind::cancelled, "interrupted", "resume it, or roll it back");
  }

 private:
  std::atomic<bool> requested_{false};
  static_assert(std::atomic<bool>::is_always_lock_free);
};

}  // namespace whimbrel::base
