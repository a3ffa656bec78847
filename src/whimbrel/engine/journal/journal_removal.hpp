#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Removes every block of a run's journal, so that it can no longer be taken back. Removed already
// is fine. lease_lost when `fence` no longer holds; the store's own errors.
base::Status erase_journal(stores::Session& session, std::string_view run_id,
                           const stores::Fence& fence);

}  // namespace whimbrel::engine
