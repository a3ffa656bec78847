#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace whimbrel::chaos {

inline std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// The same races for the same seed, as far as threads let them be.
inline std::uint64_t race_seed() { return number_from_environment("WHIMBREL_TEST_SEED", 20250127); }

inline std::uint64_t race_rounds(std::uint64_t count) {
  return count * number_from_environment("WHIMBREL_TEST_ROUNDS", 1);
}

}  // namespace whimbrel::chaos
