#include "whimbrel/engine/ledger/lease_record.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/ledger/live_lease.hpp"
#include "whimbrel/engine/ledger/process_identity.hpp"
#include "whimbrel/engine/ledger/record_fields.hpp"

namespace whimbrel::engine {

std::string lease_record_key(std::string_view migration_id) {
  return fmt::format("lease/{}", migration_id);
}

std::string to_json(const LeaseRecord& lease) {
  return json_line({{"owner", lease.owner},
                    {"lease_id", lease.lease_id},
                    {"expires_ms", lease.expires_ms},
                    {"ttl_ms", lease.ttl_ms}});
}

base::Result<LeaseRecord> lease_from(const stores::Record& record) {
  RecordFields fields(record.key, record.value);
  LeaseRecord lease;
  lease.owner = fields.text("owner");
  lease.lease_id = fields.text("lease_id");
  lease.expires_ms = fields.millis("expires_ms");
  lease.ttl_ms = fields.millis("ttl_ms");
  lease.token = record.version;
  WHIMBREL_TRY(fields.status());
  return lease;
}

bool still_holds(const LeaseRecord& lease, base::UnixMillis now_ms) {
  if (lease.given_back() || lease.expires_ms <= now_ms || is_known_dead(lease.owner)) return false;
  return LiveLease::is_held(lease.lease_id) || !is_this_process(lease.owner);
}

}  // namespace whimbrel::engine
