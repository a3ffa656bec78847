#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// The number of items a run of `plan` may change; nullopt = no bound.
std::optional<std::uint64_t> items_allowed(const BlastRadius& radius, const Plan& plan);

// refused, with both numbers and what raises the limit (`remedy`), when the plan selects more than
// is allowed.
base::Status check_blast_radius(const BlastRadius& radius, const Plan& plan, std::string remedy);

// refused when a run that changed `changed` items would pass its bound with `more`: live writers
// made more of them since the plan.
base::Status check_still_within(const BlastRadius& radius, const Plan& plan, std::uint64_t changed,
                                std::uint64_t more);

}  // namespace whimbrel::engine
