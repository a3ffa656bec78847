#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/item_write.hpp"

namespace whimbrel::stores {

// What a guarded write does to an item that exists, for stores that keep whole items: decides by
// the guards and merges the edits into what is there now, so that live changes to other fields
// survive. Reused write after write; not synchronised.
class GuardedMerge {
 public:
  // `codec` must outlive it.
  explicit GuardedMerge(const model::ItemCodec& codec);

  // The outcome of `write` (update, erase or check) on the item `current`: applied or guard_failed.
  // An item that is no longer readable, or no longer has the shape that the edits need, has changed
  // under the writer too: guard_failed.
  WriteOutcome decide(const ItemWrite& write, std::string_view current);

  // After an update was applied: the new item. Valid until the next decide(); may point into the
  // write.
  std::string_view merged() const noexcept { return merged_; }

 private:
  bool guards_hold(const ItemWrite& write) const;

  std::unique_ptr<model::ItemView> view_;
  std::string padded_;
  std::string spliced_;
  std::string_view merged_;
  std::vector<model::Edit> inverse_;
  model::Arena arena_;
};

}  // namespace whimbrel::stores
