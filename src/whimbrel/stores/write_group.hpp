#pragma once

#include <cstddef>
#include <span>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/item_write.hpp"

namespace whimbrel::stores {

// How many writes from the first on belong together: 1 for a write of its own. `writes` must not be
// empty; a chain that its end cuts short counts as ending there.
inline std::size_t group_size(std::span<const ItemWrite> writes) noexcept {
  std::size_t count = 1;
  while (count < writes.size() && writes[count - 1].with_next) ++count;
  return count;
}

// Judges every write of a group by `judge(write)` (a Result<WriteOutcome>) before anything is done.
// True when all can be done; otherwise `outcomes` says why not: the culprits' own, held_back for
// the others.
template <typename Judge>
base::Result<bool> judge_group(std::span<const ItemWrite> group, std::span<WriteOutcome> outcomes,
                               Judge judge) {
  bool possible = true;
  for (std::size_t i = 0; i < group.size(); ++i) {
    WHIMBREL_ASSIGN(outcomes[i], judge(group[i]));
    possible = possible && outcomes[i] == WriteOutcome::applied;
  }
  for (WriteOutcome& outcome : outcomes)
    if (!possible && outcome == WriteOutcome::applied) outcome = WriteOutcome::held_back;
  return possible;
}

}  // namespace whimbrel::stores
