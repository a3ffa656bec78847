#pragma once

#include <cstdint>
#include <span>

#include "whimbrel/engine/batch_reader.hpp"
#include "whimbrel/engine/item_restorer.hpp"
#include "whimbrel/engine/journal_index.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Walks a journal from its newest block to its oldest, so that an item changed twice ends as it was
// first, and plans each block's way back. Items left alone stand in the batch's rejected list.
class UndoSource final : public BatchSource {
 public:
  // `session` belongs to this source alone and must outlive it. Begins with block blocks_left - 1.
  UndoSource(stores::Session& session, JournalIndex index, ItemRestorer restorer,
             std::uint64_t blocks_left);

  base::Status fill(Batch& batch) override;

 private:
  stores::Session& session_;
  JournalIndex index_;
  ItemRestorer restorer_;
  std::uint64_t blocks_left_;
};

// Reads the items that `entries` name into batch.page, empty before, and plans each group's way
// back. A group must be there whole.
base::Status plan_undo(stores::Session& session, ItemRestorer& restorer,
                       std::span<const JournalEntry> entries, Batch& batch);

}  // namespace whimbrel::engine
