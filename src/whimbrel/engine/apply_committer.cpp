#include "whimbrel/engine/apply_committer.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "whimbrel/engine/in_transaction.hpp"
#include "whimbrel/engine/journal/journal_reader.hpp"

namespace whimbrel::engine {
namespace {

bool writes_entry(const stores::ItemWrite& write, const JournalEntry& entry) {
  return write.key == entry.key && write.collection == entry.collection;
}

bool is_check(const AppliedWrite& write) {
  return write.batch->writes()[write.index].kind == stores::ItemWrite::Kind::check;
}

bool applied_again(const WriteTally& tally, const JournalEntry& entry) {
  return std::any_of(tally.applied.begin(), tally.applied.end(), [&](const AppliedWrite& write) {
    return writes_entry(write.batch->writes()[write.index], entry);
  });
}

}  // namespace

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
      view_(store.codec().make_view()) {
  changer_.probe_inserts(InsertProbe(session));
}

base::Status ApplyCommitter::recover() {
  if (capabilities_.transactions) return {};
  const auto key =
      journal_record_key(identity_.run_id, checkpoint_.segment, checkpoint_.journal.next_sequence);
  WHIMBREL_ASSIGN(const auto record, session_.get_record(stores::Space::journal, key));
  if (!record) return {};
  WHIMBREL_ASSIGN(auto block, JournalBlock::unpack(record->value, checkpoint_.journal.next_sequence,
                                                   checkpoint_.journal.last_hash));
  orphan_ = std::move(block);
  const auto& entries = orphan_->entries();
  WHIMBREL_ASSIGN(const auto applied, took_effect(entries));
  for (std::size_t i = 0; i < entries.size(); ++i)
    (applied[i] ? carried_ : announced_).push_back(entries[i]);
  return {};
}

std::set<std::string, std::less<>> ApplyCommitter::carried_keys() const {
  std::set<std::string, std::less<>> keys;
  for (const JournalEntry& entry : carried_)
    if (entry.collection == identity_.collection) keys.emplace(entry.key);
  return keys;
}

base::Status ApplyCommitter::commit(const Batch& batch) {
  Checkpoint next = checkpoint_;
  WHIMBREL_TRY(in_transaction(session_, capabilities_, [&]() -> base::Status {
    WriteTally tally;
    tally.rejected = batch.rejected;
    WHIMBREL_TRY(write_all(batch, tally));
    WHIMBREL_TRY(put_rejected(tally.rejected));
    if (!tally.applied.empty() || !carried_.empty()) {
      next.journal.next_sequence = checkpoint_.journal.next_sequence + 1;
      next.journal.last_hash = block_hash_;
    }
    if (!batch.last_key.empty()) next.last_key = batch.last_key;
    next.done = batch.last;
    next.counters += counters_of(batch, tally);
    next.counters += counters_of_carried();
    return ledger_.put_checkpoint(identity_.run_id, "apply", next, identity_.fence);
  }));
  checkpoint_ = std::move(next);
  carried_.clear();
  orphan_.reset();
  return {};
}

base::Status ApplyCommitter::write_all(const Batch& batch, WriteTally& tally) {
  const bool journal_first = !capabilities_.transactions;
  entries_put_ = 0;
  RetryRules rules;
  rules.retries_max = identity_.conflict_retries_max;
  if (journal_first)
    rules.before_round = [&](const Batch& round, const WriteTally& so_far) {
      return put_journal(so_far, &round);
    };
  rules.plan_again = [&](const FailedWrites& failed, Batch& retry, WriteTally& counts) {
    return plan_again(failed, retry, counts);
  };
  WHIMBREL_TRY(write_guarded(session_, capabilities_, batch, rules, tally));

  const bool announced = !announced_.empty();
  WHIMBREL_TRY(judge_announced(tally));
  std::erase_if(carried_, [&](const JournalEntry& entry) { return applied_again(tally, entry); });
  const auto entries =
      std::count_if(tally.applied.begin(), tally.applied.end(), std::not_fn(is_check));
  const bool block_stands = journal_first && !announced && !tally.applied.empty() &&
                            entries == entries_put_ && carried_.empty();
  if (block_stands) return {};
  if (!tally.applied.empty() || !carried_.empty()) return put_journal(tally, nullptr);
  // A block of writes that others forestalled must not be taken for an interrupted batch later: an
  // item that a user deleted looks like one that the run erased.
  return journal_first && (announced || batch.size() > 0) ? drop_journal() : base::Status();
}

base::Status ApplyCommitter::judge_announced(const WriteTally& tally) {
  std::erase_if(announced_, [&](const JournalEntry& entry) { return applied_again(tally, entry); });
  WHIMBREL_ASSIGN(const auto applied, took_effect(announced_));
  for (std::size_t i = 0; i < announced_.size(); ++i)
    if (applied[i]) carried_.push_back(announced_[i]);
  announced_.clear();
  return {};
}

RunCounters ApplyCommitter::counters_of_carried() const {
  RunCounters counters;
  counters.changed = static_cast<std::uint64_t>(
      std::count_if(carried_.begin(), carried_.end(),
                    [](const JournalEntry& entry) { return !entry.with_next; }));
  // What the interrupted try erased was read then, and cannot be read again.
  counters.scanned = static_cast<std::uint64_t>(std::count_if(
      carried_.begin(), carried_.end(),
      [](const JournalEntry& entry) { return entry.done == stores::ItemWrite::Kind::erase; }));
  return counters;
}

base::Status ApplyCommitter::plan_again(const FailedWrites& failed, Batch& retry,
                                        WriteTally& tally) {
  std::vector<model::KeyView> keys;
  keys.reserve(failed.size());
  for (const stores::ItemWrite* write : failed) keys.push_back(write->key);
  WHIMBREL_TRY(session_.read(identity_.collection, keys, retry.page));
  tally.skipped += keys.size() - retry.page.size();
  for (std::size_t i = 0; i < retry.page.size(); ++i) {
    const auto item = retry.page[i];
    switch (changer_.look_at(item)) {
      case ItemChanger::Verdict::untouched:
        ++tally.skipped;
        break;
      case ItemChanger::Verdict::rejected:
      case ItemChanger::Verdict::unreadable:
        retry.rejected.push_back({std::string(item.key), changer_.rejection()});
        break;
      case ItemChanger::Verdict::changed:
        changer_.plan_write(item.key, retry);
        break;
      case ItemChanger::Verdict::failed:
        return tl::unexpected(changer_.failure());
    }
  }
  return {};
}

base::Status ApplyCommitter::put_journal(const WriteTally& tally, const Batch* upcoming) {
  block_.clear();
  const auto redone = [&](const JournalEntry& entry) {
    if (applied_again(tally, entry)) return true;
    return upcoming != nullptr &&
           std::any_of(upcoming->writes().begin(), upcoming->writes().end(),
                       [&](const auto& write) { return writes_entry(write, entry); });
  };
  for (const auto* entries : {&carried_, &announced_})
    for (const JournalEntry& entry : *entries)
      if (!redone(entry)) block_.add(entry);
  for (const AppliedWrite& write : tally.applied)
    if (!is_check(write)) block_.add(write.batch->journal_entry(write.index));
  if (upcoming != nullptr)
    for (std::size_t i = 0; i < upcoming->size(); ++i)
      if (upcoming->writes()[i].kind != stores::ItemWrite::Kind::check)
        block_.add(upcoming->journal_entry(i));

  entries_put_ = static_cast<std::ptrdiff_t>(block_.entry_count());
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

base::Status ApplyCommitter::drop_journal() {
  const auto key =
      journal_record_key(identity_.run_id, checkpoint_.segment, checkpoint_.journal.next_sequence);
  stores::RecordWrite record;
  record.kind = stores::RecordWrite::Kind::erase;
  record.space = stores::Space::journal;
  record.key = key;
  return session_.put_record(record, &identity_.fence);
}

base::Status ApplyCommitter::put_rejected(const std::vector<RejectedItem>& rejected) {
  for (const RejectedItem& item : rejected) {
    const QuarantinedItem quarantined{identity_.collection, item.key, item.reason, clock_.now_ms()};
    WHIMBREL_TRY(ledger_.put_quarantined(identity_.run_id, "apply", quarantined, identity_.fence));
  }
  return {};
}

base::Result<std::vector<bool>> ApplyCommitter::took_effect(std::span<const JournalEntry> entries) {
  std::map<std::string_view, std::vector<model::KeyView>, std::less<>> keys;
  for (const JournalEntry& entry : entries) keys[entry.collection].push_back(entry.key);
  std::vector<bool> took_effect(entries.size());
  stores::Page page;
  for (const auto& [collection, wanted] : keys) {
    page.clear();
    WHIMBREL_TRY(session_.read(collection, wanted, page));
    std::unordered_map<std::string_view, std::string_view> found;
    for (std::size_t i = 0; i < page.size(); ++i) found.emplace(page[i].key, page[i].bytes);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].collection != collection) continue;
      const auto item = found.find(entries[i].key);
      took_effect[i] = item == found.end() ? entries[i].done == stores::ItemWrite::Kind::erase
                                           : shows(entries[i], item->second);
    }
  }
  return took_effect;
}

// Whether the item is as the entry's write left it.
bool ApplyCommitter::shows(const JournalEntry& entry, std::string_view item) const {
  switch (entry.done) {
    case stores::ItemWrite::Kind::erase:
      return false;
    case stores::ItemWrite::Kind::insert:
      return model::fingerprint_of(item) == entry.after;
    case stores::ItemWrite::Kind::update:
    case stores::ItemWrite::Kind::check:
      break;
  }
  if (!view_->load(item)) return false;
  // One field is enough: a live writer may have changed the others since, and the writes of one
  // item happen together or not at all.
  return std::any_of(entry.fields.begin(), entry.fields.end(),
                     [&](const FieldUndo& field) { return shows(field); });
}

// Whether the loaded item has in this field what the entry's write made of it, and not what was
// there before.
bool ApplyCommitter::shows(const FieldUndo& field) const {
  const auto raw = view_->find(*field.inverse.path);
  const bool was_there = field.inverse.kind != model::Edit::Kind::unset;
  if (!field.after) return was_there && !raw;
  if (!raw || model::fingerprint_of(*raw) != *field.after) return false;
  return !was_there || model::fingerprint_of(field.inverse.raw) != *field.after;
}

}  // namespace whimbrel::engine
