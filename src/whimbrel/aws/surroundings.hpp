#pragma once

#include <functional>
#include <optional>
#include <string>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/file_system.hpp"

namespace whimbrel::aws {

// Where AWS's settings are looked for: the environment's variables and files. All outlive their
// users, and may be used from several threads.
struct Surroundings {
  std::function<const char*(const char* name)> variables;  // as std::getenv
  base::FileSystem& files;
  const base::Clock& clock;
  const base::Cancellation& cancellation;

  // nullopt when it is not set, or empty, which AWS's tools take for the same.
  std::optional<std::string> variable(const char* name) const;
};

}  // namespace whimbrel::aws
