#pragma once

#include <memory>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/hooks/run_hooks.hpp"

namespace whimbrel::cli {

// Whoever is told of a run: the programs of --hooks-dir and the webhooks of whimbrel.yaml. `call`
// must outlive it. usage, naming the place, for an event that is none and a secret that is not set.
base::Result<std::unique_ptr<hooks::RunHooks>> open_run_hooks(const Invocation& call);

}  // namespace whimbrel::cli
