#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace whimbrel::engine {

// The answer of one check: a prerequisite, a migration's own post-check, or the engine's.
struct CheckResult {
  std::string name;  // "no melted token is unspent"
  bool passed = true;
  // What was found, with figures; for a failed check also what it means and what to do.
  std::string detail;
  // A failed check that only warns lets the run go on.
  bool only_warns = false;
};

inline bool all_passed(const std::vector<CheckResult>& checks) noexcept {
  for (const CheckResult& check : checks)
    if (!check.passed && !check.only_warns) return false;
  return true;
}

}  // namespace whimbrel::engine
