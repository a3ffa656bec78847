#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/batch.hpp"
#include "whimbrel/engine/guarded_writes.hpp"
#include "whimbrel/engine/item_restorer.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Writes the way back, block by block, with the undo checkpoint. With transactions both commit as
// one; without, an undone item is recognised by its old values when a crash makes it come again.
class UndoCommitter {
 public:
  struct Identity {
    std::string run_id;
    stores::Fence fence;
    std::uint32_t conflict_retries_max = 5;
  };

  // `store`, `session` and `clock` must outlive it.
  UndoCommitter(stores::Store& store, stores::Session& session, const base::Clock& clock,
                ItemRestorer restorer, Identity identity, Checkpoint checkpoint);

  base::Status commit(const Batch& batch);

  const Checkpoint& checkpoint() const noexcept { return checkpoint_; }

 private:
  // The batch was planned ahead, before the blocks above it were written. What it would leave alone
  // is judged by what is there now: a newer entry of the same item may have brought it back.
  base::Status look_again(const Batch& batch, Batch& second_look, WriteTally& tally);
  base::Status plan_again(const Batch& batch, const FailedWrites& failed, Batch& retry,
                          WriteTally& tally);
  base::Status put_left(const std::vector<RejectedItem>& left);

  stores::Session& session_;
  const base::Clock& clock_;
  stores::Capabilities capabilities_;
  ItemRestorer restorer_;
  Identity identity_;
  Checkpoint checkpoint_;
  Ledger ledger_;
};

}  // namespace whimbrel::engine
