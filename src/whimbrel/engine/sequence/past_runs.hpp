#pragma once

#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/sequence/sequence_step.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// All runs of a store's ledger, newest first. corrupt, naming record and field, when one cannot be
// read.
base::Result<std::vector<PastRun>> past_runs(stores::Session& session);

}  // namespace whimbrel::engine
