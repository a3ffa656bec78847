#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/ledger/audit_event.hpp"
#include "whimbrel/engine/ledger/run_record.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// An item left alone, with the reason, under "quarantine/RUN_ID/PHASE/KEY_HASH": the same item
// twice is one entry.
struct QuarantinedItem {
  std::string collection;
  std::string key;
  std::string reason;
  base::UnixMillis at_ms = 0;
};

// The ledger of one store: runs, checkpoints and audit, read and written through one session. Every
// write that belongs to a run carries the run's fence and fails with lease_lost when somebody else
// took over. One thread, as its session.
class Ledger {
 public:
  // `session` must outlive the ledger. Writes take part in the session's open transaction.
  explicit Ledger(stores::Session& session) : session_(session) {}

  // All readers: corrupt, naming record and field, when a record cannot be read.
  base::Result<std::optional<RunRecord>> run(std::string_view run_id);
  // The newest run of a migration; nullopt when it never ran.
  base::Result<std::optional<RunRecord>> latest_run(std::string_view migration_id);
  // Newest first; all migrations when `migration_id` is empty.
  base::Result<std::vector<RunRecord>> runs(std::string_view migration_id, std::size_t runs_max);

  // Creates or replaces.
  base::Status put_run(const RunRecord& run, const stores::Fence& fence);

  // The plan's JSON text, as applied. corrupt when it is gone: no run starts without.
  base::Result<std::string> plan(std::string_view run_id);
  base::Status put_plan(std::string_view run_id, std::string_view plan_json,
                        const stores::Fence& fence);

  base::Result<std::optional<Checkpoint>> checkpoint(std::string_view run_id,
                                                     std::string_view phase, std::uint32_t segment);
  // Those of all segments that have one, by their number.
  base::Result<std::vector<Checkpoint>> checkpoints(std::string_view run_id,
                                                    std::string_view phase);
  base::Status put_checkpoint(std::string_view run_id, std::string_view phase,
                              const Checkpoint& checkpoint, const stores::Fence& fence);

  base::Status put_quarantined(std::string_view run_id, std::string_view phase,
                               const QuarantinedItem& item, const stores::Fence& fence);
  // In key-hash order, up to `items_max`.
  base::Result<std::vector<QuarantinedItem>> quarantined(std::string_view run_id,
                                                         std::string_view phase,
                                                         std::size_t items_max);

  // Appends to the audit chain. Retries when another writer appended first. `fence` may be null for
  // events that belong to no run (a backup, an import).
  base::Status audit(AuditEvent event, const stores::Fence* fence);

 private:
  stores::Session& session_;
};

}  // namespace whimbrel::engine
