#include "whimbrel/engine/sequence/sequence_step.hpp"

#include <algorithm>
#include <array>

namespace whimbrel::engine {
namespace {

constexpr std::array<std::string_view, 8> state_names{
    "pending", "running", "paused", "failed", "applied", "baselined", "rolled_back", "missing"};
constexpr std::array<std::string_view, 7> fault_names{
    "duplicate", "unusable", "cycle", "unknown_dependency", "unapplied_dependency",
    "missing",   "changed"};

// The number that an id begins with, without leading zeros.
std::string_view leading_number(std::string_view id) noexcept {
  const std::size_t end = std::min(id.find_first_not_of("0123456789"), id.size());
  const std::string_view digits = id.substr(0, end);
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

}  // namespace

std::string_view to_string(MigrationState state) noexcept {
  return state == MigrationState::rolled_back ? "rolled back" : state_name(state);
}

std::string_view state_name(MigrationState state) noexcept {
  return state_names[static_cast<std::size_t>(state)];
}

std::string_view to_string(SequenceFault fault) noexcept {
  return fault_names[static_cast<std::size_t>(fault)];
}

bool id_comes_before(std::string_view a, std::string_view b) noexcept {
  const std::string_view number_a = leading_number(a), number_b = leading_number(b);
  if (number_a.size() != number_b.size()) return number_a.size() < number_b.size();
  if (number_a != number_b) return number_a < number_b;
  return a < b;
}

}  // namespace whimbrel::engine
