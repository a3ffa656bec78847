#include "whimbrel/stores/guarded_merge.hpp"

#include <algorithm>

namespace whimbrel::stores {

GuardedMerge::GuardedMerge(const model::ItemCodec& codec) : view_(codec.make_view()) {}

WriteOutcome GuardedMerge::decide(const ItemWrite& write, std::string_view current) {
  if (!write.basis.empty() && write.basis == current) {
    merged_ = write.after;
    return WriteOutcome::applied;
  }
  if (write.guards_whole_item) return WriteOutcome::guard_failed;
  // Without guards nothing says which part of the item the decision rested on: all of it did.
  if (write.kind == ItemWrite::Kind::erase && write.guards.empty())
    return write.basis.empty() ? WriteOutcome::applied : WriteOutcome::guard_failed;
  padded_.reserve(current.size() + model::item_padding_bytes);
  padded_.assign(current);
  if (!view_->load(padded_) || !guards_hold(write)) return WriteOutcome::guard_failed;
  if (write.kind != ItemWrite::Kind::update) return WriteOutcome::applied;

  spliced_.clear();
  inverse_.clear();
  arena_.clear();
  if (!view_->splice(write.edits, spliced_, inverse_, arena_)) return WriteOutcome::guard_failed;
  merged_ = spliced_;
  return WriteOutcome::applied;
}

bool GuardedMerge::guards_hold(const ItemWrite& write) const {
  return std::all_of(write.guards.begin(), write.guards.end(), [this](const auto& guard) {
    return view_->find(*guard.path) == guard.expected;
  });
}

}  // namespace whimbrel::stores
