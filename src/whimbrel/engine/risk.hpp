#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace whimbrel::engine {

enum class RiskLevel : std::uint8_t { low, medium, high };

inline std::string_view to_string(RiskLevel level) noexcept {
  switch (level) {
    case RiskLevel::low:
      return "low";
    case RiskLevel::medium:
      return "medium";
    case RiskLevel::high:
      return "high";
  }
  return "high";
}

struct RiskAssessment {
  RiskLevel level = RiskLevel::low;
  std::vector<std::string> factors;     // "12,000 tokens change"
  std::vector<std::string> mitigation;  // what to do about it
};

}  // namespace whimbrel::engine
