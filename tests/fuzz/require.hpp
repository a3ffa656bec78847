#pragma once

#include <cstdlib>

namespace whimbrel::fuzz {

// Ends the run with the input at hand kept by libFuzzer; its stack trace names the broken promise.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace whimbrel::fuzz
