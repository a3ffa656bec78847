#include "whimbrel/engine/undo_committer.hpp"

#include <algorithm>
#include <utility>

#include "whimbrel/engine/entry_items.hpp"
#include "whimbrel/engine/in_transaction.hpp"
#include "whimbrel/engine/journal/journal_block.hpp"
#include "whimbrel/engine/undo_source.hpp"
#include "whimbrel/stores/write_group.hpp"

namespace whimbrel::engine {
namespace {

template <typename Visit>
void for_each_group(const Batch& batch, Visit visit) {
  const auto* block = static_cast<const JournalBlock*>(batch.backing.get());
  if (block == nullptr) return;
  std::span<const JournalEntry> rest(block->entries());
  while (!rest.empty()) {
    const auto group = rest.first(entry_group_size(rest));
    visit(group);
    rest = rest.subspan(group.size());
  }
}

bool holds_item_of(std::span<const JournalEntry> group, const stores::ItemWrite& write) {
  return std::any_of(group.begin(), group.end(), [&](const JournalEntry& entry) {
    return entry.key == write.key && entry.collection == write.collection;
  });
}

bool is_about(const RejectedItem& item, const JournalEntry& entry) {
  return item.key == entry.key && item.collection == entry.collection;
}

}  // namespace

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
  const RetryRules rules{identity_.conflict_retries_max,
                         {},
                         [&](const FailedWrites& failed, Batch& retry, WriteTally& tally) {
                           return plan_again(batch, failed, retry, tally);
                         }};
  Checkpoint next = checkpoint_;
  WHIMBREL_TRY(in_transaction(session_, capabilities_, [&]() -> base::Status {
    WriteTally tally;
    WHIMBREL_TRY(write_guarded(session_, capabilities_, batch, rules, tally));
    Batch second_look;
    WHIMBREL_TRY(look_again(batch, second_look, tally));
    WHIMBREL_TRY(write_guarded(session_, capabilities_, second_look, rules, tally));
    WHIMBREL_TRY(put_left(tally.rejected));
    next.journal.next_sequence = batch.blocks_left;
    next.done = batch.last;
    next.counters += counters_of(batch, tally);
    return ledger_.put_checkpoint(identity_.run_id, "undo", next, identity_.fence);
  }));
  checkpoint_ = std::move(next);
  return {};
}

base::Status UndoCommitter::look_again(const Batch& batch, Batch& second_look, WriteTally& tally) {
  auto writes = batch.writes();
  std::vector<JournalEntry> unplanned;
  for_each_group(batch, [&](std::span<const JournalEntry> group) {
    const bool planned = !writes.empty() && holds_item_of(group, writes.front());
    if (planned)
      writes = writes.subspan(stores::group_size(writes));
    else
      unplanned.insert(unplanned.end(), group.begin(), group.end());
  });
  // What was left of an item that a write is planned for: that stands.
  for (const RejectedItem& item : batch.rejected)
    if (std::none_of(unplanned.begin(), unplanned.end(),
                     [&](const JournalEntry& entry) { return is_about(item, entry); }))
      tally.rejected.push_back(item);
  WHIMBREL_TRY(plan_undo(session_, restorer_, unplanned, second_look));
  second_look.seal();
  tally.skipped += second_look.settled;
  tally.rejected.insert(tally.rejected.end(), second_look.rejected.begin(),
                        second_look.rejected.end());
  return {};
}

base::Status UndoCommitter::plan_again(const Batch& batch, const FailedWrites& failed, Batch& retry,
                                       WriteTally& tally) {
  std::vector<JournalEntry> entries;
  for_each_group(batch, [&](std::span<const JournalEntry> group) {
    const bool again = std::any_of(failed.begin(), failed.end(),
                                   [&](const auto* write) { return holds_item_of(group, *write); });
    if (again) entries.insert(entries.end(), group.begin(), group.end());
  });
  WHIMBREL_TRY(plan_undo(session_, restorer_, entries, retry));
  tally.skipped += retry.settled;
  return {};
}

base::Status UndoCommitter::put_left(const std::vector<RejectedItem>& left) {
  for (const RejectedItem& item : left) {
    const QuarantinedItem quarantined{item.collection, item.key, item.reason, clock_.now_ms()};
    WHIMBREL_TRY(ledger_.put_quarantined(identity_.run_id, "undo", quarantined, identity_.fence));
  }
  return {};
}

}  // namespace whimbrel::engine
