#pragma once

#include <string>

#include "whimbrel/cli/settings/environment.hpp"

namespace whimbrel::cli {

// Who runs this, for ledger and audit: WHIMBREL_ACTOR, else "user@host".
std::string actor_of(const Environment& environment);

}  // namespace whimbrel::cli
