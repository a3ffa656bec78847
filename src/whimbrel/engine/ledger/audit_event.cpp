#include "whimbrel/engine/ledger/audit_event.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/engine/ledger/audit_chain.hpp"
#include "whimbrel/engine/ledger/audit_entry.hpp"

namespace whimbrel::engine {
namespace {

using stores::Space;

constexpr std::size_t page_entries_max = 200;

// Walks the chain entry by entry and stops at the first that does not fit.
class ChainCheck {
 public:
  explicit ChainCheck(stores::Session& session) : session_(session) {}

  base::Result<AuditVerdict> run() {
    while (verdict_.intact()) {
      WHIMBREL_ASSIGN(const bool more, read_page());
      if (more || !verdict_.intact()) continue;
      // The head last: every entry that it names was written before it.
      auto head = read_audit_head(session_);
      if (!head && head.error().kind() != base::ErrorKind::corrupt)
        return tl::unexpected(std::move(head).error());
      if (!head) {
        break_at(verdict_.entries, head.error().describe());
      } else if (head->sequence > verdict_.entries && head->sequence != awaited_) {
        // Somebody may have appended since the last page: look once more.
        awaited_ = head->sequence;
      } else {
        hold_against(*head);
        break;
      }
    }
    return verdict_;
  }

 private:
  // False when there were no more entries.
  base::Result<bool> read_page() {
    // From the very start at first, so that an entry in front of the first one is seen.
    const std::string after = verdict_.entries == 0 ? "" : audit_entry_key(verdict_.entries);
    WHIMBREL_ASSIGN(const auto records, session_.list_records(Space::audit, audit_entry_prefix,
                                                              after, page_entries_max));
    for (const stores::Record& record : records) {
      std::string fault = fault_of(record);
      if (!fault.empty()) {
        break_at(verdict_.entries + 1, std::move(fault));
        return false;
      }
      ++verdict_.entries;
    }
    return !records.empty();
  }

  // Why the record cannot be the next entry; empty when it can.
  std::string fault_of(const stores::Record& record) {
    const std::uint64_t sequence = verdict_.entries + 1;
    if (record.key != audit_entry_key(sequence))
      return fmt::format("entry {} is missing: the next one is {}", sequence, record.key);
    const auto event = audit_event_from(record);
    if (!event) return event.error().describe();
    if (event->hash != audit_hash_of(record.value) || record.version != 1)
      return fmt::format("entry {} was changed: its hash is not that of its text", sequence);
    if (event->sequence != sequence)
      return fmt::format("entry {} stands in the place of entry {}", event->sequence, sequence);
    if (event->previous_hash != last_hash_)
      return fmt::format("entry {} does not follow the one before it", sequence);
    before_last_hash_ = std::exchange(last_hash_, event->hash);
    return {};
  }

  void hold_against(const AuditHead& head) {
    const std::uint64_t last = verdict_.entries;
    if (head.sequence > last)
      break_at(last + 1, fmt::format("the chain ends at entry {}, but its head names entry {}: {} "
                                     "were removed",
                                     last, head.sequence, head.sequence - last));
    else if (head.sequence + 1 < last)
      break_at(head.sequence + 1, fmt::format("the chain's head names entry {}, but {} follow: the "
                                              "head was put back or removed",
                                              head.sequence, last - head.sequence));
    else if (head.hash != (head.sequence == last ? last_hash_ : before_last_hash_))
      break_at(head.sequence,
               fmt::format("entry {} is not the one that the chain's head names", head.sequence));
  }

  void break_at(std::uint64_t sequence, std::string reason) {
    verdict_.broken_at = sequence;
    verdict_.reason = std::move(reason);
  }

  stores::Session& session_;
  AuditVerdict verdict_;
  std::string last_hash_;
  std::string before_last_hash_;
  std::uint64_t awaited_ = 0;
};

}  // namespace

base::Result<std::vector<AuditEvent>> read_audit(stores::Session& session, std::uint64_t after,
                                                 std::size_t entries_max) {
  WHIMBREL_ASSIGN(const auto records, session.list_records(Space::audit, audit_entry_prefix,
                                                           audit_entry_key(after), entries_max));
  std::vector<AuditEvent> events;
  for (const stores::Record& record : records) {
    WHIMBREL_ASSIGN(auto event, audit_event_from(record));
    events.push_back(std::move(event));
  }
  return events;
}

base::Result<AuditVerdict> verify_audit_chain(stores::Session& session) {
  return ChainCheck(session).run();
}

}  // namespace whimbrel::engine
