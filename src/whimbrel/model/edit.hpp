#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "whimbrel/model/path.hpp"

namespace whimbrel::model {

// A value's bytes in its item's own encoding (JSON text, BSON element, DynamoDB JSON).
using RawValue = std::string_view;

// One change to one field. A change to an item is a short list of edits with distinct, non-nested
// paths. Edits do not own what they point at: paths live as long as the run, raw bytes as long as
// the batch's arena.
struct Edit {
  enum class Kind : std::uint8_t {
    set,     // give the field this value, at its place, or append it when absent
    unset,   // remove the field; absent already changes nothing
    insert,  // put back a removed field at its old place, its parent too if that is gone; only
             // inverses hold it
  };

  Kind kind = Kind::set;
  const Path* path = nullptr;
  // set: the value. insert: the exact bytes that unset removed, separators included.
  RawValue raw;
  // insert: the position among its siblings that the field had.
  std::uint32_t ordinal = 0;
};

// What a field must still be for a write to apply: these bytes, or absent.
struct FieldGuard {
  const Path* path = nullptr;
  std::optional<RawValue> expected;
};

}  // namespace whimbrel::model
