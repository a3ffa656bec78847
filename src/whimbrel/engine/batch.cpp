#include "whimbrel/engine/batch.hpp"

#include <algorithm>

namespace whimbrel::engine {

void Batch::clear() {
  page.clear();
  arena.clear();
  rejected.clear();
  scanned = 0;
  last_key.clear();
  blocks_left = 0;
  settled = 0;
  backing.reset();
  last = false;
  planned_.clear();
  guards_.clear();
  edits_.clear();
  undo_.clear();
  afters_.clear();
  writes_.clear();
}

void Batch::add(std::string_view collection, const PlannedWrite& write) {
  planned_.push_back({write.kind,
                      collection,
                      write.key,
                      write.basis,
                      {guards_.size(), write.guards.size()},
                      {edits_.size(), write.edits.size()},
                      {undo_.size(), write.undo.size()},
                      {afters_.size(), write.after.size()},
                      write.guards_whole_item,
                      write.with_next});
  guards_.insert(guards_.end(), write.guards.begin(), write.guards.end());
  edits_.insert(edits_.end(), write.edits.begin(), write.edits.end());
  undo_.insert(undo_.end(), write.undo.begin(), write.undo.end());
  afters_ += write.after;
}

void Batch::join(std::size_t first) {
  for (std::size_t i = first; i + 1 < planned_.size(); ++i) planned_[i].with_next = true;
}

void Batch::seal() {
  writes_.clear();
  writes_.reserve(planned_.size());
  const std::span<const model::FieldGuard> guards(guards_);
  const std::span<const model::Edit> edits(edits_);
  for (const Planned& planned : planned_) {
    stores::ItemWrite write;
    write.kind = planned.kind;
    write.collection = planned.collection;
    write.key = planned.key;
    write.guards = guards.subspan(planned.guards.at, planned.guards.count);
    write.edits = edits.subspan(planned.edits.at, planned.edits.count);
    write.basis = planned.basis;
    write.after = std::string_view(afters_).substr(planned.after.at, planned.after.count);
    write.guards_whole_item = planned.guards_whole_item;
    write.with_next = planned.with_next;
    writes_.push_back(write);
  }
}

std::uint64_t Batch::items() const noexcept {
  return static_cast<std::uint64_t>(std::count_if(
      planned_.begin(), planned_.end(), [](const Planned& write) { return !write.with_next; }));
}

JournalEntry Batch::journal_entry(std::size_t index) const {
  const Planned& planned = planned_[index];
  JournalEntry entry;
  entry.done = planned.kind;
  entry.collection = planned.collection;
  entry.key = planned.key;
  entry.with_next = planned.with_next && planned_[index + 1].kind != stores::ItemWrite::Kind::check;
  switch (planned.kind) {
    case stores::ItemWrite::Kind::update:
      entry.fields = std::span(undo_).subspan(planned.undo.at, planned.undo.count);
      break;
    case stores::ItemWrite::Kind::erase:
      entry.before = planned.basis;
      break;
    case stores::ItemWrite::Kind::insert:
      entry.after = model::fingerprint_of(
          std::string_view(afters_).substr(planned.after.at, planned.after.count));
      break;
    case stores::ItemWrite::Kind::check:
      break;
  }
  return entry;
}

}  // namespace whimbrel::engine
