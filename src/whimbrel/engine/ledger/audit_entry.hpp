#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/ledger/audit_event.hpp"
#include "whimbrel/stores/record.hpp"

// One entry of the audit chain as a record: key, text and hash. The hash is the SHA-256 of the text
// as stored, without its last member "hash", so that it covers every byte, also of fields that a
// later whimbrel adds, and anybody can compute it with sed and sha256sum (docs/formats/ledger.md).
namespace whimbrel::engine {

inline constexpr std::string_view audit_entry_prefix = "entry/";

// "entry/000000000017": keys sort as their numbers.
std::string audit_entry_key(std::uint64_t sequence);

// The text of `event`, whose hash it sets.
std::string seal_audit_entry(AuditEvent& event);

// corrupt, naming record and field. Does not hold the hash against the text.
base::Result<AuditEvent> audit_event_from(const stores::Record& record);

// The hash that the text should end in; empty when it is not in the form of an entry.
std::string audit_hash_of(std::string_view entry_text);

}  // namespace whimbrel::engine
