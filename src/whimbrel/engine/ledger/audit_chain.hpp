#pragma once

#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/ledger/audit_event.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// The hash that an entry must have, from everything else in it.
std::string audit_hash(const AuditEvent& event);

// The record key of entry `sequence`; entries sort by it.
std::string audit_record_key(std::uint64_t sequence);

// Appends behind the newest entry, trying again when somebody else appended first.
base::Status append_to_audit_chain(stores::Session& session, AuditEvent event,
                                   const stores::Fence* fence);

}  // namespace whimbrel::engine
