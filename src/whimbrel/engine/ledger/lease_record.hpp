#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/record.hpp"

namespace whimbrel::engine {

// What stands under "lease/MIGRATION_ID". The record's version is the fencing token; the record is
// never erased, so that tokens only rise.
struct LeaseRecord {
  std::string owner;  // describe_this_process(); empty once given back
  std::string lease_id;
  base::UnixMillis expires_ms = 0;
  std::int64_t ttl_ms = 0;
  std::uint64_t token = 0;

  bool given_back() const noexcept { return owner.empty(); }
};

std::string lease_record_key(std::string_view migration_id);
std::string to_json(const LeaseRecord& lease);
base::Result<LeaseRecord> lease_from(const stores::Record& record);

// Whether somebody must be taken to hold it at `now_ms`: not given back, not run out, and the
// holder not known to be gone.
bool still_holds(const LeaseRecord& lease, base::UnixMillis now_ms);

}  // namespace whimbrel::engine
