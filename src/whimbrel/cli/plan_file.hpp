#pragma once

#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/engine/plan.hpp"

namespace whimbrel::cli {

// The plan that `preview --plan` wrote to `path`. Errors name --plan and the file; `remedy` says
// how to make it anew.
base::Result<engine::Plan> read_plan_file(const Invocation& call, const std::string& path,
                                          const std::string& remedy);

}  // namespace whimbrel::cli
