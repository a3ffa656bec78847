#include "whimbrel/engine/apply_committer.hpp"

#include <algorithm>
#include <utility>

#include "whimbrel/engine/in_transaction.hpp"
#include "whimbrel/engine/journal/journal_reader.hpp"

namespace whimbrel::engine {

ApplyCommitter::ApplyCommitter(stores::Store& store, stores::Session& session,
                               const base::Clock& clock, ItemChanger changer, Identity identity,
                               Checkpoint checkpoint)
    : session_(session),
      clock_(clock),
      capabilities_(store.capabilities()),
      changer_(std::move(changer)),
      identity_(std::move(identity)),
      checkpoint_(std::move(checkpoint)),
      ledger_(session),
      view_(store.codec().make_view()) {}

base::Status ApplyCommitter::recover() {
  if (capabilities_.transactions) return {};
  const auto key =
      journal_record_key(identity_.run_id, checkpoint_.segment, checkpoint_.journal.next_sequence);
  WHIMBREL_ASSIGN(const auto record, session_.get_record(stores::Space::journal, key));
  if (!record) return {};
  WHIMBREL_ASSIGN(auto block, JournalBlock::unpack(record->value, checkpoint_.journal.next_sequence,
                                                   checkpoint_.journal.last_hash));
  orphan_ = std::move(block);
  for (const JournalEntry& entry : orphan_->entries()) {
    WHIMBREL_ASSIGN(const bool applied, took_effect(entry));
    if (applied) carried_.push_back(entry);
  }
  return {};
}

base::Status ApplyCommitter::commit(const Batch& batch) {
  RunCounters counters;
  counters.scanned = batch.scanned;
  counters.batches = 1;
  applied_.clear();
  std::vector<RejectedItem> rejected = batch.rejected;

  Checkpoint next = checkpoint_;
  WHIMBREL_TRY(in_transaction(session_, capabilities_, [&]() -> base::Status {
    WHIMBREL_TRY(write_all(batch, counters, rejected));
    WHIMBREL_TRY(put_rejected(rejected));
    counters.quarantined += rejected.size();
    if (!applied_.empty() || !carried_.empty()) {
      next.journal.next_sequence = checkpoint_.journal.next_sequence + 1;
      next.journal.last_hash = block_hash_;
    }
    if (!batch.last_key.empty()) next.last_key = batch.last_key;
    next.done = batch.last;
    next.counters += counters;
    return ledger_.put_checkpoint(identity_.run_id, "apply", next, identity_.fence);
  }));
  checkpoint_ = std::move(next);
  carried_.clear();
  orphan_.reset();
  return {};
}

base::Status ApplyCommitter::write_all(const Batch& batch, RunCounters& counters,
                                       std::vector<RejectedItem>& rejected) {
  const bool journal_first = !capabilities_.transactions;
  std::deque<Batch> retries;
  const Batch* round = &batch;
  std::vector<model::KeyView> failed;
  for (std::uint32_t attempt = 0;; ++attempt) {
    if (journal_first && round->size() > 0) WHIMBREL_TRY(put_journal(round));
    failed.clear();
    WHIMBREL_TRY(write_round(session_, capabilities_, *round, applied_, failed, counters.skipped));
    if (failed.empty()) break;
    counters.conflicts += failed.size();
    if (attempt == identity_.conflict_retries_max) {
      for (const model::KeyView key : failed)
        rejected.push_back({std::string(key), "kept changing under live writers; left as it is"});
      break;
    }
    Batch& retry = retries.emplace_back();
    WHIMBREL_TRY(plan_again(failed, retry, counters));
    rejected.insert(rejected.end(), retry.rejected.begin(), retry.rejected.end());
    round = &retry;
  }
  std::erase_if(carried_, [&](const JournalEntry& entry) { return applied_again(entry); });
  counters.changed += applied_.size() + carried_.size();
  // What the interrupted try erased was read then, and cannot be read again.
  counters.scanned += static_cast<std::uint64_t>(std::count_if(
      carried_.begin(), carried_.end(),
      [](const JournalEntry& entry) { return entry.done == stores::ItemWrite::Kind::erase; }));
  const bool block_stands =
      journal_first && retries.empty() && applied_.size() == batch.size() && carried_.empty();
  if (!block_stands && (!applied_.empty() || !carried_.empty())) return put_journal(nullptr);
  return {};
}

base::Status ApplyCommitter::plan_again(const std::vector<model::KeyView>& failed, Batch& retry,
                                        RunCounters& counters) {
  WHIMBREL_TRY(session_.read(identity_.collection, failed, retry.page));
  counters.skipped += failed.size() - retry.page.size();
  for (std::size_t i = 0; i < retry.page.size(); ++i) {
    const auto item = retry.page[i];
    switch (changer_.look_at(item.bytes)) {
      case ItemChanger::Verdict::untouched:
        ++counters.skipped;
        break;
      case ItemChanger::Verdict::rejected:
        retry.rejected.push_back({std::string(item.key), changer_.rejection()});
        break;
      case ItemChanger::Verdict::changed:
        changer_.plan_write(item.key, retry);
        break;
    }
  }
  retry.seal();
  return {};
}

base::Status ApplyCommitter::put_journal(const Batch* upcoming) {
  block_.clear();
  const auto redone = [&](const JournalEntry& entry) {
    if (applied_again(entry)) return true;
    return upcoming != nullptr &&
           std::any_of(upcoming->writes().begin(), upcoming->writes().end(),
                       [&](const auto& write) { return write.key == entry.key; });
  };
  for (const JournalEntry& entry : carried_)
    if (!redone(entry)) block_.add(entry);
  for (const AppliedWrite& write : applied_) block_.add(write.batch->journal_entry(write.index));
  if (upcoming != nullptr)
    for (std::size_t i = 0; i < upcoming->size(); ++i) block_.add(upcoming->journal_entry(i));

  WHIMBREL_ASSIGN(const auto packed,
                  block_.pack(checkpoint_.journal.next_sequence, checkpoint_.journal.last_hash));
  block_hash_ = packed.hash;
  const auto key =
      journal_record_key(identity_.run_id, checkpoint_.segment, checkpoint_.journal.next_sequence);
  stores::RecordWrite record;
  record.space = stores::Space::journal;
  record.key = key;
  record.value = packed.bytes;
  return session_.put_record(record, &identity_.fence);
}

bool ApplyCommitter::applied_again(const JournalEntry& entry) const {
  return std::any_of(applied_.begin(), applied_.end(), [&](const AppliedWrite& write) {
    return write.batch->writes()[write.index].key == entry.key;
  });
}

base::Status ApplyCommitter::put_rejected(const std::vector<RejectedItem>& rejected) {
  for (const RejectedItem& item : rejected) {
    const QuarantinedItem quarantined{identity_.collection, item.key, item.reason, clock_.now_ms()};
    WHIMBREL_TRY(ledger_.put_quarantined(identity_.run_id, "apply", quarantined, identity_.fence));
  }
  return {};
}

base::Result<bool> ApplyCommitter::took_effect(const JournalEntry& entry) {
  stores::Page page;
  const model::KeyView key = entry.key;
  WHIMBREL_TRY(session_.read(entry.collection, std::span(&key, 1), page));
  switch (entry.done) {
    case stores::ItemWrite::Kind::erase:
      return page.empty();
    case stores::ItemWrite::Kind::insert:
      return !page.empty() && model::fingerprint_of(page[0].bytes) == entry.after;
    case stores::ItemWrite::Kind::update:
      break;
  }
  if (page.empty() || !view_->load(page[0].bytes)) return false;
  return std::all_of(entry.fields.begin(), entry.fields.end(), [&](const FieldUndo& field) {
    const auto raw = view_->find(*field.inverse.path);
    if (!raw || !field.after) return raw.has_value() == field.after.has_value();
    return model::fingerprint_of(*raw) == *field.after;
  });
}

}  // namespace whimbrel::engine
