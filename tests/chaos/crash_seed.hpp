#pragma once

#include <cstdint>
#include <string>

namespace whimbrel::chaos {

// WHIMBREL_TEST_SEED, or the seed that CI runs with.
std::uint64_t base_seed();

// WHIMBREL_TEST_ROUNDS: how many times as much a soak does as CI; 1 if not set.
std::uint64_t rounds_factor();

// How to do the same again, for failures.
std::string how_to_repeat();

}  // namespace whimbrel::chaos
