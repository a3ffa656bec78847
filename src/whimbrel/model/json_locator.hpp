#pragma once

#include <cstddef>

#include "whimbrel/model/json_structure.hpp"
#include "whimbrel/model/path.hpp"

namespace whimbrel::model {

// How far a path leads into an item.
struct JsonLocation {
  // The deepest value on the path that is there and is an object or list with a segment to follow;
  // the item itself when the first segment is missing.
  JsonNode container;
  // How many segments lead to `container`.
  std::size_t depth = 0;
  // The value at the path's end, or none.
  JsonNode value;
  // Segment `depth` exists in `container`, but is no container for the segments behind it.
  bool blocked = false;
  // The path leads into the JSON that stands for a typed value: {"$date": …}.
  bool inside_type = false;
};

// Follows `path`, the first of duplicate names at each step. A segment is a list's position when it
// is a number without leading zeros.
JsonLocation locate(const JsonStructure& item, const Path& path);

// Only the value, as cheaply as can be; the empty path gives the item.
JsonNode find_node(const JsonStructure& item, const Path& path);

}  // namespace whimbrel::model
