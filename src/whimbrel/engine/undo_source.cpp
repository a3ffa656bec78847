#include "whimbrel/engine/undo_source.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace whimbrel::engine {
namespace {

// Entries from the first on that share its collection.
std::size_t same_collection(std::span<const JournalEntry> entries) {
  std::size_t count = 1;
  while (count < entries.size() && entries[count].collection == entries[0].collection) ++count;
  return count;
}

void note_left(const JournalEntry& entry, const ItemRestorer& restorer, Batch& batch) {
  if (!restorer.reason().empty())
    batch.rejected.push_back({std::string(entry.key), restorer.reason()});
}

}  // namespace

base::Status plan_undo(stores::Session& session, ItemRestorer& restorer,
                       std::span<const JournalEntry> entries, Batch& batch) {
  std::vector<model::KeyView> keys;
  while (!entries.empty()) {
    const auto group = entries.first(same_collection(entries));
    entries = entries.subspan(group.size());
    keys.clear();
    for (const JournalEntry& entry : group) keys.push_back(entry.key);
    const std::size_t first = batch.page.size();
    WHIMBREL_TRY(session.read(group[0].collection, keys, batch.page));
    // Items come back in the order asked, without the missing ones.
    std::size_t at = first;
    for (const JournalEntry& entry : group) {
      std::optional<std::string_view> current;
      if (at < batch.page.size() && batch.page[at].key == entry.key)
        current = batch.page[at++].bytes;
      const auto verdict = restorer.plan_restore(entry, current, batch);
      note_left(entry, restorer, batch);
      if (verdict == ItemRestorer::Verdict::settled) ++batch.settled;
    }
  }
  return {};
}

UndoSource::UndoSource(stores::Session& session, JournalIndex index, ItemRestorer restorer,
                       std::uint64_t blocks_left)
    : session_(session),
      index_(std::move(index)),
      restorer_(std::move(restorer)),
      blocks_left_(std::min(blocks_left, index_.block_count())) {}

base::Status UndoSource::fill(Batch& batch) {
  if (blocks_left_ > 0) {
    WHIMBREL_ASSIGN(const auto block, index_.block(blocks_left_ - 1));
    --blocks_left_;
    batch.backing = block;
    batch.scanned = block->entries().size();
    WHIMBREL_TRY(plan_undo(session_, restorer_, block->entries(), batch));
  }
  batch.blocks_left = blocks_left_;
  batch.last = blocks_left_ == 0;
  batch.seal();
  return {};
}

}  // namespace whimbrel::engine
