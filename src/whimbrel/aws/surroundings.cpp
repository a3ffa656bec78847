#include "whimbrel/aws/surroundings.hpp"

namespace whimbrel::aws {

std::optional<std::string> Surroundings::variable(const char* name) const {
  const char* const value = variables(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

}  // namespace whimbrel::aws
