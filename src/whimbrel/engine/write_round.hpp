#pragma once

#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/batch.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// One write of a batch that took effect.
struct AppliedWrite {
  const Batch* batch = nullptr;
  std::size_t index = 0;
};

// Performs every write of a sealed batch, in calls as large as the store takes them. Appends the
// applied ones to `applied` and the keys of those whose guard failed to `failed`; writes whose item
// is gone (or, for inserts, there already) count in `skipped`.
base::Status write_round(stores::Session& session, const stores::Capabilities& capabilities,
                         const Batch& batch, std::vector<AppliedWrite>& applied,
                         std::vector<model::KeyView>& failed, std::uint64_t& skipped);

}  // namespace whimbrel::engine
