#pragma once

#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// A plan of this migration for this store, made now, that says what it is of and nothing yet of
// what it would change.
Plan new_plan(const RunEnvironment& environment, const Migration& migration);

}  // namespace whimbrel::engine
