#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "whimbrel/model/edit.hpp"
#include "whimbrel/model/key.hpp"

namespace whimbrel::stores {

// One guarded write to one item. Owns nothing: what it points at must live until write() returns.
struct ItemWrite {
  enum class Kind : std::uint8_t {
    update,  // apply `edits` to the item, if `guards` hold
    insert,  // put `after` where no item is
    erase,   // remove the item, if `guards` hold
    check,   // write nothing; the item must be there and `guards` hold. Only within a group
  };

  Kind kind = Kind::update;
  std::string_view collection;
  model::KeyView key;
  // update, erase, check: the fields the decision rested on, as they were read. A field that is no
  // longer so makes the outcome guard_failed and leaves the item alone. Live changes to other
  // fields are kept, never overwritten. An erase without guards applies only while the item is
  // `basis`, if that is given.
  std::span<const model::FieldGuard> guards;
  // update: what to change. Also inverse edits (insert of a removed member).
  std::span<const model::Edit> edits;
  // update, erase: the whole item as read, on which `guards` hold; empty when not known. A store
  // that keeps whole items compares it first and then takes `after` as it is.
  std::string_view basis;
  // update: `basis` with `edits` applied (empty when basis is). insert: the new item.
  std::string_view after;
  // update, check: the decision rested on the whole item: it applies only while that is `basis`.
  bool guards_whole_item = false;
  // This write and the next of the call happen together or not at all. A chain of such, up to and
  // with the first that does not say so, is a group; its writes have different keys, and it stands
  // in one call whole.
  bool with_next = false;
};

enum class WriteOutcome : std::uint8_t {
  applied,
  guard_failed,  // update, erase: a guarded field is not what was expected
  missing,       // update, erase: there is no such item
  exists,        // insert: there is such an item already
  held_back,     // another write of its group was not possible
};

}  // namespace whimbrel::stores
