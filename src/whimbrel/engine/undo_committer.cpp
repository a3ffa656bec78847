#include "whimbrel/engine/undo_committer.hpp"

#include <algorithm>
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
  const RetryRules rules{
      identity_.conflict_retries_max,
      {},
      [&](const std::vector<model::KeyView>& failed, Batch& retry, WriteTally& tally) {
        return plan_again(batch, failed, retry, tally);
      }};
  Checkpoint next = checkpoint_;
  WHIMBREL_TRY(in_transaction(session_, capabilities_, [&]() -> base::Status {
    WriteTally tally;
    WHIMBREL_TRY(write_guarded(session_, capabilities_, batch, rules, tally));
    Batch second_look;
    WHIMBREL_TRY(look_again(batch, second_look, tally));
    WHIMBREL_TRY(write_guarded(session_, capabilities_, second_look, rules, tally));
    WHIMBREL_TRY(put_left(batch, tally.rejected));
    next.journal.next_sequence = batch.blocks_left;
    next.done = batch.last;
    next.counters += counters_of(batch, tally);
    return ledger_.put_checkpoint(identity_.run_id, "undo", next, identity_.fence);
  }));
  checkpoint_ = std::move(next);
  return {};
}

base::Status UndoCommitter::look_again(const Batch& batch, Batch& second_look, WriteTally& tally) {
  const auto writes = batch.writes();
  std::vector<JournalEntry> unplanned;
  std::size_t at = 0;
  if (const auto* block = static_cast<const JournalBlock*>(batch.backing.get())) {
    for (const JournalEntry& entry : block->entries()) {
      const bool planned = at < writes.size() && writes[at].key == entry.key;
      if (planned)
        ++at;
      else
        unplanned.push_back(entry);
    }
  }
  // What was left of an item that a write is planned for: that stands.
  for (const RejectedItem& item : batch.rejected)
    if (std::none_of(unplanned.begin(), unplanned.end(),
                     [&](const JournalEntry& entry) { return entry.key == item.key; }))
      tally.rejected.push_back(item);
  WHIMBREL_TRY(plan_undo(session_, restorer_, unplanned, second_look));
  second_look.seal();
  tally.skipped += second_look.settled;
  tally.rejected.insert(tally.rejected.end(), second_look.rejected.begin(),
                        second_look.rejected.end());
  return {};
}

base::Status UndoCommitter::plan_again(const Batch& batch,
                                       const std::vector<model::KeyView>& failed, Batch& retry,
                                       WriteTally& tally) {
  const auto entries = entries_of(batch, failed);
  WHIMBREL_TRY(plan_undo(session_, restorer_, entries, retry));
  tally.skipped += retry.settled;
  return {};
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
