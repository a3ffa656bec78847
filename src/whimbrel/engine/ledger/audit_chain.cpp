#include "whimbrel/engine/ledger/audit_chain.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "whimbrel/engine/ledger/audit_entry.hpp"
#include "whimbrel/engine/ledger/record_fields.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using stores::Space;

constexpr std::string_view head_key = "head";
constexpr int append_attempts_max = 200;

base::Result<std::optional<AuditHead>> entry_at(stores::Session& session, std::uint64_t sequence) {
  WHIMBREL_ASSIGN(const auto record, session.get_record(Space::audit, audit_entry_key(sequence)));
  if (!record) return std::nullopt;
  WHIMBREL_ASSIGN(auto event, audit_event_from(*record));
  return AuditHead{event.sequence, std::move(event.hash)};
}

// From `from` to `to`, which somebody else may have done already.
base::Status advance_head(stores::Session& session, const AuditHead& from, const AuditHead& to) {
  const std::string value = json_line({{"sequence", to.sequence}, {"hash", to.hash}});
  stores::RecordWrite write;
  write.space = Space::audit;
  write.key = head_key;
  write.value = value;
  write.version = to.sequence;
  write.expected_version = from.sequence;
  // Without the run's fence: the entry stands, and the head only says so.
  base::Status written = session.put_record(write, nullptr);
  if (written || written.error().kind() != ErrorKind::conflict) return written;
  WHIMBREL_ASSIGN(const AuditHead now, read_audit_head(session));
  if (now.sequence >= to.sequence) return {};
  return base::fail(
      ErrorKind::corrupt,
      fmt::format("the audit chain's head says entry {}, which nobody wrote", now.sequence),
      "see what changed with `whimbrel history --verify`");
}

// The last entry there is, with the head moved up to it.
base::Result<AuditHead> settle_head(stores::Session& session) {
  WHIMBREL_ASSIGN(AuditHead head, read_audit_head(session));
  while (true) {
    WHIMBREL_ASSIGN(auto next, entry_at(session, head.sequence + 1));
    if (!next) return head;
    WHIMBREL_TRY(advance_head(session, head, *next));
    head = *std::move(next);
  }
}

base::Status put_entry(stores::Session& session, const AuditEvent& event, std::string_view text,
                       const stores::Fence* fence) {
  const std::string key = audit_entry_key(event.sequence);
  stores::RecordWrite write;
  write.space = Space::audit;
  write.key = key;
  write.value = text;
  write.expected_version = 0;
  return session.put_record(write, fence);
}

}  // namespace

base::Result<AuditHead> read_audit_head(stores::Session& session) {
  WHIMBREL_ASSIGN(const auto record, session.get_record(Space::audit, head_key));
  if (!record) return AuditHead{};
  RecordFields fields(record->key, record->value);
  AuditHead head;
  head.sequence = fields.whole("sequence");
  head.hash = fields.text("hash");
  if (head.sequence != record->version) fields.reject("sequence", "is not the record's version");
  WHIMBREL_TRY(fields.status());
  return head;
}

base::Status append_to_audit_chain(stores::Session& session, AuditEvent event,
                                   const stores::Fence* fence) {
  for (int attempt = 0; attempt < append_attempts_max; ++attempt) {
    WHIMBREL_ASSIGN(const AuditHead last, settle_head(session));
    event.sequence = last.sequence + 1;
    event.previous_hash = last.hash;
    const std::string text = seal_audit_entry(event);
    base::Status written = put_entry(session, event, text, fence);
    if (written) return advance_head(session, last, {event.sequence, event.hash});
    if (written.error().kind() != ErrorKind::conflict) return written;
  }
  return base::fail(ErrorKind::busy, "too many others write to the audit chain at once",
                    "try again");
}

}  // namespace whimbrel::engine
