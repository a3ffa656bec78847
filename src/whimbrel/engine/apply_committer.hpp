#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/batch.hpp"
#include "whimbrel/engine/guarded_writes.hpp"
#include "whimbrel/engine/item_changer.hpp"
#include "whimbrel/engine/journal/journal_block.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Writes the batches of one segment: before-images first, then guarded writes, then the checkpoint.
// With transactions the three commit as one. Without, the journal block is durable before the first
// write of its batch and is trimmed to what took effect before the checkpoint counts it; a crash in
// between leaves a block behind the checkpoint, which recover() takes up. A writer that was taken
// for gone may still write what that block announces, until the guards of its writes fail because
// the same items were dealt with here; so what it announced is looked at once more then. One
// thread.
class ApplyCommitter {
 public:
  struct Identity {
    std::string run_id;
    std::string collection;
    stores::Fence fence;
    std::uint32_t conflict_retries_max = 5;
  };

  // `store`, `session` and `clock` must outlive it. `checkpoint` is where the segment stands.
  ApplyCommitter(stores::Store& store, stores::Session& session, const base::Clock& clock,
                 ItemChanger changer, Identity identity, Checkpoint checkpoint);

  // Takes up what a crash left behind the checkpoint. Once, before the first commit.
  base::Status recover();

  // Whether recover() found writes that the next commit will count.
  bool carries_over() const noexcept { return !carried_.empty(); }
  // Keys of the items that those changed.
  std::set<std::string, std::less<>> carried_keys() const;

  // Makes one batch durable and moves the checkpoint behind it.
  base::Status commit(const Batch& batch);

  const Checkpoint& checkpoint() const noexcept { return checkpoint_; }

 private:
  base::Status write_all(const Batch& batch, WriteTally& tally);
  base::Status plan_again(const FailedWrites& failed, Batch& retry, WriteTally& tally);
  base::Status judge_announced(const WriteTally& tally);
  RunCounters counters_of_carried() const;
  // Writes the block of everything applied so far and, where it must precede them, of `upcoming`.
  base::Status put_journal(const WriteTally& tally, const Batch* upcoming);
  base::Status drop_journal();
  base::Status put_rejected(const std::vector<RejectedItem>& rejected);
  // Of each entry, by the items as they are now.
  base::Result<std::vector<bool>> took_effect(std::span<const JournalEntry> entries);
  bool shows(const JournalEntry& entry, std::string_view item) const;
  bool shows(const FieldUndo& field) const;

  stores::Session& session_;
  const base::Clock& clock_;
  stores::Capabilities capabilities_;
  ItemChanger changer_;
  Identity identity_;
  Checkpoint checkpoint_;
  Ledger ledger_;
  JournalBlockWriter block_;
  model::Sha256Digest block_hash_{};
  // Of the block that put_journal wrote last for this batch.
  std::ptrdiff_t entries_put_ = 0;
  // Entries of a block that a crash left behind, still to be counted.
  std::optional<JournalBlock> orphan_;
  std::vector<JournalEntry> carried_;
  // Entries of that block that had not taken effect when it was found.
  std::vector<JournalEntry> announced_;
  std::unique_ptr<model::ItemView> view_;
};

}  // namespace whimbrel::engine
