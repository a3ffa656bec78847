#pragma once

#include <cstdint>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/ledger/audit_event.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Where the audit chain ends, in a record of its own, so that a cut-off tail is seen. Without
// transactions it is written after the entry it names, so a crash in between leaves it one behind,
// never more: whoever appends next moves it up first.
struct AuditHead {
  std::uint64_t sequence = 0;
  std::string hash;
};

// Sequence 0 when there is none yet. corrupt when it cannot be read.
base::Result<AuditHead> read_audit_head(stores::Session& session);

// Appends behind the newest entry, trying again when somebody else appended first. Needs no
// transaction and takes part in an open one. busy when too many others append at once.
base::Status append_to_audit_chain(stores::Session& session, AuditEvent event,
                                   const stores::Fence* fence);

}  // namespace whimbrel::engine
