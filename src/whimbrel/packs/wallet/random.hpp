#pragma once

#include <cstdint>

namespace whimbrel::packs::wallet {

// Pseudo-random numbers that are the same everywhere for the same seed: xoshiro256**, seeded by
// splitmix64. For made-up data; nothing secret. Not synchronised.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept {
    for (std::uint64_t& word : state_) word = mix(seed += 0x9E3779B97F4A7C15u);
  }

  std::uint64_t next() noexcept {
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return result;
  }

  // Evenly spread over 0 … bound − 1; bound > 0.
  std::uint64_t below(std::uint64_t bound) noexcept { return scale(next(), bound); }

  // True once in `1 / share` times; 0 = never, 1 = always.
  bool chance(double share) noexcept {
    return static_cast<double>(next() >> 11) * 0x1.0p-53 < share;
  }

  // Spreads a 64-bit number over 0 … bound − 1.
  static std::uint64_t scale(std::uint64_t number, std::uint64_t bound) noexcept {
    __extension__ typedef unsigned __int128 Wide;
    return static_cast<std::uint64_t>((static_cast<Wide>(number) * bound) >> 64);
  }

  // The finalizer of splitmix64: a number that looks random, always the same for the same input.
  static std::uint64_t mix(std::uint64_t number) noexcept {
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9u;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBu;
    return number ^ (number >> 31);
  }

 private:
  static std::uint64_t rotate(std::uint64_t number, int bits) noexcept {
    return (number << bits) | (number >> (64 - bits));
  }

  std::uint64_t state_[4];
};

}  // namespace whimbrel::packs::wallet
