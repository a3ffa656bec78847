#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/edit.hpp"
#include "whimbrel/stores/dynamodb/expression_placeholders.hpp"

namespace whimbrel::stores::dynamodb {

// One place of an item that an update sets or removes.
struct UpdateTarget {
  const model::Path* path = nullptr;
  std::optional<model::RawValue> before;
  std::optional<model::RawValue> after;  // none: it is removed
  // The edits name places within it, so what is written is as good as what was read.
  bool is_whole = false;
};

enum class TargetScope : std::uint8_t {
  fields,      // no more than needed
  attributes,  // top-level attributes whole
};

// Where an update must write to turn the canonical item `basis` into `after`, which the edits make
// of it. A member of maps that are there is written by itself. What lies within a list is written
// with the list, because positions shift under a live writer; what lies in a map that is missing,
// with the outermost such map. No two targets overlap. Both items must outlive the result.
std::vector<UpdateTarget> find_update_targets(std::span<const model::Edit> edits,
                                              std::string_view basis, std::string_view after,
                                              TargetScope scope);

// "SET #n0 = :v0, #n1.#n2 = :v1 REMOVE #n3"; empty when there is nothing to write.
std::string update_expression(std::span<const UpdateTarget> targets, std::string_view basis,
                              ExpressionPlaceholders& placeholders);

}  // namespace whimbrel::stores::dynamodb
