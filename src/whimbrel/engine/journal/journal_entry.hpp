#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "whimbrel/model/digest.hpp"
#include "whimbrel/model/edit.hpp"
#include "whimbrel/model/key.hpp"
#include "whimbrel/stores/item_write.hpp"

namespace whimbrel::engine {

// How to take one field's change back, and how to tell whether the field still is what the run
// wrote.
struct FieldUndo {
  // The inverse edit: what turns the field back.
  model::Edit inverse;
  // The field's raw value after the run's write; nullopt when the run left it absent.
  std::optional<model::Fingerprint> after;
};

// The before-image of one write. Owns nothing.
struct JournalEntry {
  // What the run did to the item.
  stores::ItemWrite::Kind done = stores::ItemWrite::Kind::update;
  std::string_view collection;
  model::KeyView key;
  // update only: a short list, in the order in which the inverse is applied.
  std::span<const FieldUndo> fields;
  // erase: the whole item that was there. Empty otherwise.
  std::string_view before;
  // insert: the whole item's fingerprint. Unset otherwise.
  model::Fingerprint after;
  // This write and that of the next entry happened together, and are taken back together.
  bool with_next = false;
};

}  // namespace whimbrel::engine
