#pragma once

#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/verb.hpp"
#include "whimbrel/engine/ledger/control.hpp"

namespace whimbrel::cli {

// Asks the run of this migration that is going on to pause or abort, through the ledger: it may run
// in any process on any machine. refused when none is going on.
base::Result<Outcome> ask_running_run(const Invocation& call, const std::string& migration_id,
                                      engine::ControlRequest request);

}  // namespace whimbrel::cli
