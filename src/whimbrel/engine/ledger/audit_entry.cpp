#include "whimbrel/engine/ledger/audit_entry.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/ledger/record_fields.hpp"
#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::string_view hash_label = R"(,"hash":")";
constexpr std::string_view text_end = R"("})";
constexpr std::size_t hash_digits = 2 * sizeof(model::Sha256Digest);
constexpr std::size_t hash_member_bytes = hash_label.size() + hash_digits + text_end.size();

}  // namespace

std::string audit_entry_key(std::uint64_t sequence) {
  return fmt::format("{}{:012}", audit_entry_prefix, sequence);
}

std::string seal_audit_entry(AuditEvent& event) {
  std::string text = json_line({{"sequence", event.sequence},
                                {"at_ms", event.at_ms},
                                {"actor", event.actor},
                                {"action", event.action},
                                {"migration_id", event.migration_id},
                                {"run_id", event.run_id},
                                {"detail", event.detail},
                                {"previous_hash", event.previous_hash}});
  event.hash = model::to_hex(model::sha256_of(text));
  text.pop_back();
  text += hash_label;
  text += event.hash;
  text += text_end;
  return text;
}

base::Result<AuditEvent> audit_event_from(const stores::Record& record) {
  RecordFields fields(record.key, record.value);
  AuditEvent event;
  event.sequence = fields.whole("sequence");
  event.at_ms = fields.millis("at_ms");
  event.actor = fields.text("actor");
  event.action = fields.text("action");
  event.migration_id = fields.text("migration_id");
  event.run_id = fields.text("run_id");
  event.detail = fields.text("detail");
  event.previous_hash = fields.text("previous_hash");
  event.hash = fields.text("hash");
  WHIMBREL_TRY(fields.status());
  return event;
}

std::string audit_hash_of(std::string_view entry_text) {
  if (entry_text.size() <= hash_member_bytes) return {};
  const std::string_view member = entry_text.substr(entry_text.size() - hash_member_bytes);
  if (!member.starts_with(hash_label) || !member.ends_with(text_end)) return {};
  std::string hashed(entry_text.substr(0, entry_text.size() - hash_member_bytes));
  hashed += '}';
  return model::to_hex(model::sha256_of(hashed));
}

}  // namespace whimbrel::engine
