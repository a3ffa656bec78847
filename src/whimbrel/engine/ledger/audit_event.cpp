#include "whimbrel/engine/ledger/audit_event.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "whimbrel/engine/ledger/audit_chain.hpp"
#include "whimbrel/engine/ledger/ledger_json.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {
namespace {

using stores::Space;

constexpr std::string_view entry_prefix = "entry/";
// The newest entry's number and hash, so that a cut-off tail is found too. Written after the entry:
// one entry more than it says is a crash in between, fewer is a loss.
constexpr std::string_view head_key = "head";
constexpr int append_attempts_max = 100;
constexpr std::size_t page_entries_max = 500;

struct Head {
  std::uint64_t sequence = 0;
  std::string hash;
};

base::Result<Head> read_head(stores::Session& session) {
  WHIMBREL_ASSIGN(const auto record, session.get_record(Space::audit, head_key));
  Head head;
  if (!record) return head;
  const std::string& text = record->value;
  const auto blank = text.find(' ');
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), head.sequence);
  if (blank == std::string::npos || parsed.ptr != text.data() + blank) {
    return base::fail(base::ErrorKind::corrupt, "the audit chain's head cannot be read: " + text,
                      "run `whimbrel history --verify`");
  }
  head.hash = text.substr(blank + 1);
  return head;
}

base::Result<std::optional<AuditEvent>> read_entry(stores::Session& session,
                                                   std::uint64_t sequence) {
  const std::string key = audit_record_key(sequence);
  WHIMBREL_ASSIGN(const auto record, session.get_record(Space::audit, key));
  if (!record) return std::nullopt;
  WHIMBREL_ASSIGN(auto event, audit_event_from_json(key, record->value));
  return event;
}

// The last entry there is: the head's, or one that a crash left behind it.
base::Result<Head> last_entry(stores::Session& session) {
  WHIMBREL_ASSIGN(Head last, read_head(session));
  while (true) {
    WHIMBREL_ASSIGN(const auto next, read_entry(session, last.sequence + 1));
    if (!next) return last;
    last = {next->sequence, next->hash};
  }
}

base::Status write_head(stores::Session& session, const AuditEvent& event,
                        const stores::Fence* fence) {
  const std::string value = fmt::format("{} {}", event.sequence, event.hash);
  stores::RecordWrite write;
  write.space = Space::audit;
  write.key = head_key;
  write.value = value;
  write.version = event.sequence;
  // A later writer's head must not be put back by an earlier one.
  if (event.sequence > 1) write.expected_version = event.sequence - 1;
  auto written = session.put_record(write, fence);
  if (!written && written.error().kind() == base::ErrorKind::conflict) return {};
  return written;
}

// Why `event` cannot stand behind an entry with this number and hash; empty when it can.
std::string misfit(const AuditEvent& event, std::uint64_t sequence, const std::string& previous) {
  if (event.sequence != sequence)
    return fmt::format("entry {} is missing: the next one is {}", sequence, event.sequence);
  if (event.previous_hash != previous)
    return fmt::format("entry {} does not follow the one before it", sequence);
  if (event.hash != audit_hash(event)) return fmt::format("entry {} was changed", sequence);
  return {};
}

}  // namespace

std::string audit_hash(const AuditEvent& event) {
  AuditEvent unsigned_event = event;
  unsigned_event.hash.clear();
  return model::to_hex(model::sha256_of(to_json(unsigned_event)));
}

std::string audit_record_key(std::uint64_t sequence) {
  return fmt::format("{}{:012}", entry_prefix, sequence);
}

base::Status append_to_audit_chain(stores::Session& session, AuditEvent event,
                                   const stores::Fence* fence) {
  for (int attempt = 0; attempt < append_attempts_max; ++attempt) {
    WHIMBREL_ASSIGN(const Head last, last_entry(session));
    event.sequence = last.sequence + 1;
    event.previous_hash = last.hash;
    event.hash = audit_hash(event);
    const std::string key = audit_record_key(event.sequence);
    const std::string value = to_json(event);
    stores::RecordWrite write;
    write.space = Space::audit;
    write.key = key;
    write.value = value;
    write.expected_version = 0;
    const auto written = session.put_record(write, fence);
    if (written) return write_head(session, event, fence);
    if (written.error().kind() != base::ErrorKind::conflict) return written;
  }
  return base::fail(base::ErrorKind::busy, "too many others write to the audit chain at once",
                    "try again");
}

base::Result<std::vector<AuditEvent>> read_audit(stores::Session& session, std::uint64_t after,
                                                 std::size_t entries_max) {
  WHIMBREL_ASSIGN(const auto records, session.list_records(Space::audit, entry_prefix,
                                                           audit_record_key(after), entries_max));
  std::vector<AuditEvent> events;
  for (const stores::Record& record : records) {
    WHIMBREL_ASSIGN(auto event, audit_event_from_json(record.key, record.value));
    events.push_back(std::move(event));
  }
  return events;
}

base::Result<AuditVerdict> verify_audit_chain(stores::Session& session) {
  AuditVerdict verdict;
  std::string previous;
  std::string after(entry_prefix);
  while (true) {
    WHIMBREL_ASSIGN(const auto records,
                    session.list_records(Space::audit, entry_prefix, after, page_entries_max));
    if (records.empty()) break;
    for (const stores::Record& record : records) {
      const std::uint64_t sequence = verdict.entries + 1;
      const auto event = audit_event_from_json(record.key, record.value);
      verdict.reason = event ? misfit(*event, sequence, previous) : event.error().describe();
      if (!verdict.intact()) {
        verdict.broken_at = sequence;
        return verdict;
      }
      previous = event->hash;
      verdict.entries = sequence;
    }
    after = records.back().key;
  }
  const auto head = read_head(session);
  if (!head) {
    verdict.reason = head.error().describe();
  } else if (head->sequence > verdict.entries) {
    verdict.reason = fmt::format("the chain ends at entry {}, its head says {}", verdict.entries,
                                 head->sequence);
  } else if (head->sequence == verdict.entries && head->hash != previous) {
    verdict.reason = "the last entry is not the one that the head names";
  }
  if (!verdict.intact()) verdict.broken_at = verdict.entries + 1;
  return verdict;
}

}  // namespace whimbrel::engine
