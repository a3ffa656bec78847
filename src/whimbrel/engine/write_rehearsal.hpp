#pragma once

#include <cstdint>
#include <optional>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::engine {

// How long writing the `selected` items of a pass will take, in milliseconds: the sample is put on
// the environment's scratch store and migrated there with journal and checkpoint, and the time is
// scaled. nullopt when the sample is empty, or its collection is yet to be made.
base::Result<std::optional<std::int64_t>> rehearse_writes(const RunEnvironment& environment,
                                                          const Migration& migration,
                                                          const Pass& pass, const Plan& plan,
                                                          const stores::Page& sample,
                                                          std::uint64_t selected);

}  // namespace whimbrel::engine
