#include "whimbrel/engine/undo_source.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "whimbrel/engine/entry_items.hpp"

namespace whimbrel::engine {
namespace {

// The entries of one group with their items as they are now.
struct UndoGroup {
  std::span<const JournalEntry> entries;
  std::span<const std::optional<std::size_t>> places;

  std::optional<std::string_view> current(std::size_t index, const stores::Page& page) const {
    return places[index] ? std::optional(page[*places[index]].bytes) : std::nullopt;
  }

  // The item moved, and is at neither place.
  bool is_gone() const {
    bool moved = false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (places[i]) return false;
      moved = moved || entries[i].done == stores::ItemWrite::Kind::erase;
    }
    return moved;
  }
};

void leave_group(const UndoGroup& group, const std::string& reason, Batch& batch) {
  for (const JournalEntry& entry : group.entries)
    batch.rejected.push_back({std::string(entry.key), reason, std::string(entry.collection)});
}

// What happened together is taken back together, or stays: an item that moved must not come back
// while a user works with it at its new place.
void plan_group(ItemRestorer& restorer, const UndoGroup& group, Batch& batch) {
  if (group.entries.size() > 1 && group.is_gone())
    return leave_group(group, "was deleted by somebody since the run; not brought back", batch);
  const std::size_t planned_before = batch.size();
  for (std::size_t i = 0; i < group.entries.size(); ++i) {
    const JournalEntry& entry = group.entries[i];
    const auto verdict = restorer.plan_restore(entry, group.current(i, batch.page), batch);
    if (verdict == ItemRestorer::Verdict::left) {
      batch.truncate(planned_before);
      return leave_group(group, restorer.reason(), batch);
    }
    if (!restorer.reason().empty())
      batch.rejected.push_back(
          {std::string(entry.key), restorer.reason(), std::string(entry.collection)});
  }
  batch.join(planned_before);
  if (batch.size() == planned_before) ++batch.settled;
}

}  // namespace

base::Status plan_undo(stores::Session& session, ItemRestorer& restorer,
                       std::span<const JournalEntry> entries, Batch& batch) {
  WHIMBREL_ASSIGN(const auto places, read_entry_items(session, entries, batch.page));
  for (std::size_t at = 0; at < entries.size();) {
    const std::size_t count = entry_group_size(entries.subspan(at));
    plan_group(restorer, {entries.subspan(at, count), std::span(places).subspan(at, count)}, batch);
    at += count;
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
