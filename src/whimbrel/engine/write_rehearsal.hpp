#pragma once

#include <cstdint>
#include <optional>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::engine {

// How long writing all that `plan` selects will take, in milliseconds: the sample is put on the
// environment's scratch store and migrated there with journal and checkpoint, and the time is
// scaled to the plan, after the time that reading took. nullopt when the sample is empty.
base::Result<std::optional<std::int64_t>> rehearse_writes(const RunEnvironment& environment,
                                                          const Migration& migration,
                                                          const Plan& plan,
                                                          const stores::Page& sample);

}  // namespace whimbrel::engine
