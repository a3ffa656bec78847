#pragma once

#include <cstdint>
#include <random>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"

namespace whimbrel::stores::dynamodb {

// Waits between tries with full jitter: by chance from 0 to `first_ms` doubled once a try, up to
// `longest_ms`, so that many callers who were refused together do not come back together.
class RetryWait {
 public:
  RetryWait(std::int64_t first_ms, std::int64_t longest_ms, const base::Clock& clock,
            const base::Cancellation& cancellation);

  // The longest that the wait after that many tries can be.
  std::int64_t longest_after(int tries_made) const noexcept;
  // Waits; false when a cancellation ended it.
  bool wait_after(int tries_made);

 private:
  std::int64_t first_ms_;
  std::int64_t longest_ms_;
  const base::Clock& clock_;
  const base::Cancellation& cancellation_;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace whimbrel::stores::dynamodb
