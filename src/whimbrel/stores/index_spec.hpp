#pragma once

#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/stores/field_type.hpp"

namespace whimbrel::stores {

// An index on the values at `fields`, in this order.
struct IndexSpec {
  std::string name;
  std::vector<model::Path> fields;
  // No two items may have the same values there.
  bool unique = false;
  // The type of each field, for stores that want to know; empty = all are text.
  std::vector<FieldType> types = {};
  // Of one that a store lists: false while it is being filled. Nothing to ask for.
  bool is_built = true;

  friend bool operator==(const IndexSpec&, const IndexSpec&) = default;
};

inline constexpr std::size_t index_fields_max = 32;

// Whether an index may be so: a name as collections have (collection_name.hpp), 1 to
// index_fields_max different fields, none of them the item itself; usage otherwise. unsupported for
// a unique one unless `unique_indexes`.
base::Status check_index_spec(const IndexSpec& index, bool unique_indexes);

// For a store that already has an index of this name: nothing when it is the same index, types
// aside, refused when it is another.
base::Status check_same_index(const IndexSpec& there, const IndexSpec& wanted);

// The error for an index that is not there.
base::Error no_such_index(std::string_view collection, std::string_view name);

}  // namespace whimbrel::stores
