#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/engine/journal/journal_entry.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/stores/item_write.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::engine {

// An item that is left alone, with the reason.
struct RejectedItem {
  std::string key;
  std::string reason;
  // undo: where it stands; empty: the run's own collection.
  std::string collection = {};
};

// What happens to one item, before it is added to a batch. Owns nothing.
struct PlannedWrite {
  stores::ItemWrite::Kind kind = stores::ItemWrite::Kind::update;
  model::KeyView key;
  std::string_view basis;
  std::span<const model::FieldGuard> guards;
  std::span<const model::Edit> edits;
  std::span<const FieldUndo> undo;
  std::string_view after;
  bool guards_whole_item = false;
  // As ItemWrite::with_next.
  bool with_next = false;
};

// A page of items with the writes planned for them: what a reader thread fills and a writer thread
// commits. Owns everything that its writes point at. Reused, so that a run allocates little.
class Batch {
 public:
  // Where items are read into; keys and item bytes of planned writes may point here.
  stores::Page page;
  // For bytes that planned writes point at and that are not in the page.
  model::Arena arena;
  // Items that cannot be changed.
  std::vector<RejectedItem> rejected;
  // Items looked at, the changed ones among them included.
  std::uint64_t scanned = 0;
  // apply: the last key looked at; undo: unused.
  std::string last_key;
  // undo: how many journal blocks are left below this one.
  std::uint64_t blocks_left = 0;
  // undo: items that hold the old values already, or never held the new ones.
  std::uint64_t settled = 0;
  // Keeps alive what planned writes point at outside of `page` and `arena`: a journal block.
  std::shared_ptr<const void> backing;
  // Nothing comes after this one.
  bool last = false;

  void clear();

  // Copies the lists; the bytes they point at must live in `page`, `arena` or outlive the batch,
  // except `after`, which is copied.
  void add(std::string_view collection, const PlannedWrite& write);

  // Drops the writes behind the first `count`.
  void truncate(std::size_t count) { planned_.resize(count); }
  // Makes one group of the writes from `first` on.
  void join(std::size_t first);

  // Makes writes() and undo_of() whole; call once, after the last add().
  void seal();

  std::size_t size() const noexcept { return planned_.size(); }
  // Items that change, whatever each is made into: groups count once.
  std::uint64_t items() const noexcept;
  std::span<const stores::ItemWrite> writes() const noexcept { return writes_; }
  // How to take write `index` back, as the journal keeps it. Not for a check, which writes nothing.
  JournalEntry journal_entry(std::size_t index) const;

 private:
  struct Range {
    std::size_t at = 0;
    std::size_t count = 0;
  };
  struct Planned {
    stores::ItemWrite::Kind kind;
    std::string_view collection;
    model::KeyView key;
    std::string_view basis;
    Range guards, edits, undo, after;
    bool guards_whole_item;
    bool with_next;
  };

  std::vector<Planned> planned_;
  std::vector<model::FieldGuard> guards_;
  std::vector<model::Edit> edits_;
  std::vector<FieldUndo> undo_;
  std::string afters_;
  std::vector<stores::ItemWrite> writes_;
};

}  // namespace whimbrel::engine
