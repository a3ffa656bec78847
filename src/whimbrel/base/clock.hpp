#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace whimbrel::base {

// Milliseconds since 1970-01-01 UTC.
using UnixMillis = std::int64_t;

// Where time comes from, so that tests can stop it or turn it back. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time; may jump either way.
  virtual UnixMillis now_ms() const = 0;
  // Nanoseconds from some fixed point; never goes back. For durations.
  virtual std::int64_t monotonic_ns() const = 0;
  // Blocks the calling thread.
  virtual void sleep_ms(std::int64_t duration_ms) const = 0;
};

// The machine's clock. A static.
const Clock& system_clock();

// A clock that stands still until told otherwise; sleeping moves it on.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UnixMillis start_ms = 1'750'000'000'000) : now_ms_(start_ms) {}
  UnixMillis now_ms() const override { return now_ms_; }
  std::int64_t monotonic_ns() const override { return monotonic_ns_; }
  void sleep_ms(std::int64_t duration_ms) const override;
  // Turns the wall clock, also back; monotonic time stays.
  void set_ms(UnixMillis now_ms) { now_ms_ = now_ms; }

 private:
  mutable std::atomic<UnixMillis> now_ms_;
  mutable std::atomic<std::int64_t> monotonic_ns_{0};
};

// "2025-01-27T02:40:00.000Z" (RFC 3339, UTC). Years outside 0000..9999 are written with their sign.
std::string format_rfc3339(UnixMillis time_ms);

// "20250127-024000" in UTC, as backup names have it.
std::string format_compact(UnixMillis time_ms);

}  // namespace whimbrel::base
