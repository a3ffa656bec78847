#include "tests/chaos/crash_seed.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace whimbrel::chaos {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  if (text == nullptr) return otherwise;
  const std::string_view digits = text;
  std::uint64_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return read.ec == std::errc() && number > 0 ? number : otherwise;
}

}  // namespace

std::uint64_t base_seed() { return number_from("WHIMBREL_TEST_SEED", 20'250'127); }

std::uint64_t rounds_factor() { return number_from("WHIMBREL_TEST_ROUNDS", 1); }

std::string how_to_repeat() { return fmt::format("WHIMBREL_TEST_SEED={}", base_seed()); }

}  // namespace whimbrel::chaos
