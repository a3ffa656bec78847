#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// One state change, as the audit chain keeps it. Each entry holds the SHA-256 of the entry before
// it, so that an edit, a loss or an insertion anywhere is found.
struct AuditEvent {
  std::uint64_t sequence = 0;  // from 1, without gaps; set by Ledger::audit
  base::UnixMillis at_ms = 0;
  std::string actor;   // user@host
  std::string action;  // "run started", "run completed", "pause requested", …
  std::string migration_id;
  std::string run_id;
  std::string detail;
  std::string previous_hash;  // hex; set by Ledger::audit
  std::string hash;           // hex; set by Ledger::audit
};

struct AuditVerdict {
  std::uint64_t entries = 0;
  // The first entry that does not fit, and why; empty when the chain holds.
  std::uint64_t broken_at = 0;
  std::string reason;
  bool intact() const noexcept { return reason.empty(); }
};

// Reads the whole chain and holds every hash and sequence number.
base::Result<AuditVerdict> verify_audit_chain(stores::Session& session);

// Entries with sequence > `after`, in order, up to `entries_max`.
base::Result<std::vector<AuditEvent>> read_audit(stores::Session& session, std::uint64_t after,
                                                 std::size_t entries_max);

}  // namespace whimbrel::engine
