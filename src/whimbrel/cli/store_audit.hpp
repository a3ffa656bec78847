#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::cli {

// Enters into the store's audit chain what was done to it outside of a run: an import, a restore.
base::Status audit_store_event(const Invocation& call, stores::Store& store,
                               std::string_view action, std::string detail);

}  // namespace whimbrel::cli
