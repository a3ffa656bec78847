#include "whimbrel/engine/undo_committer.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "whimbrel/engine/in_transaction.hpp"
#include "whimbrel/engine/journal/journal_block.hpp"
#include "whimbrel/engine/undo_source.hpp"

namespace whimbrel::engine {

UndoCommitter::UndoCommitter(stores::Store& store, stores::Session& session,
                             const base::Clock& clock, ItemRestorer restorer, Identity identity,
                             Checkpoint checkpoint)
    : session_(session),
      clock_(clock),
      capabilities_(store.capabilities()),
      restorer_(std::move(restorer)),
      identity_(std::move(identity)),
      checkpoint_(std::move(checkpoint)),
      ledger_(session) {}

base::Status UndoCommitter::commit(const Batch& batch) {
  RunCounters counters;
  counters.scanned = batch.scanned;
  counters.skipped = batch.settled;
  counters.batches = 1;
  applied_.clear();
  std::vector<RejectedItem> left = batch.rejected;

  Checkpoint next = checkpoint_;
  WHIMBREL_TRY(in_transaction(session_, capabilities_, [&]() -> base::Status {
    WHIMBREL_TRY(write_all(batch, counters, left));
    WHIMBREL_TRY(put_left(batch, left));
    counters.changed = applied_.size();
    counters.quarantined = left.size();
    next.journal.next_sequence = batch.blocks_left;
    next.done = batch.last;
    next.counters += counters;
    return ledger_.put_checkpoint(identity_.run_id, "undo", next, identity_.fence);
  }));
  checkpoint_ = std::move(next);
  return {};
}

base::Status UndoCommitter::write_all(const Batch& batch, RunCounters& counters,
                                      std::vector<RejectedItem>& left) {
  std::deque<Batch> retries;
  const Batch* round = &batch;
  std::vector<model::KeyView> failed;
  for (std::uint32_t attempt = 0;; ++attempt) {
    failed.clear();
    std::uint64_t gone = 0;
    WHIMBREL_TRY(write_round(session_, capabilities_, *round, applied_, failed, gone));
    counters.skipped += gone;
    if (failed.empty()) return {};
    counters.conflicts += failed.size();
    if (attempt == identity_.conflict_retries_max) {
      for (const model::KeyView key : failed)
        left.push_back({std::string(key), "kept changing under live writers; left as it is"});
      return {};
    }
    Batch& retry = retries.emplace_back();
    const auto entries = entries_of(batch, failed);
    WHIMBREL_TRY(plan_undo(session_, restorer_, entries, retry));
    counters.skipped += retry.settled;
    left.insert(left.end(), retry.rejected.begin(), retry.rejected.end());
    retry.seal();
    round = &retry;
  }
}

std::vector<JournalEntry> UndoCommitter::entries_of(const Batch& batch,
                                                    const std::vector<model::KeyView>& keys) const {
  std::vector<JournalEntry> found;
  const auto* block = static_cast<const JournalBlock*>(batch.backing.get());
  for (const JournalEntry& entry : block->entries())
    if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) found.push_back(entry);
  return found;
}

base::Status UndoCommitter::put_left(const Batch& batch, const std::vector<RejectedItem>& left) {
  if (left.empty()) return {};
  const auto* block = static_cast<const JournalBlock*>(batch.backing.get());
  for (const RejectedItem& item : left) {
    const auto& entries = block->entries();
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const auto& other) { return other.key == item.key; });
    const QuarantinedItem quarantined{
        entry == entries.end() ? std::string() : std::string(entry->collection), item.key,
        item.reason, clock_.now_ms()};
    WHIMBREL_TRY(ledger_.put_quarantined(identity_.run_id, "undo", quarantined, identity_.fence));
  }
  return {};
}

}  // namespace whimbrel::engine
