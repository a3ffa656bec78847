#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "whimbrel/model/value.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

enum class ValueUse : std::uint8_t {
  data,   // goes into items
  query,  // { $regex: …, $options: … } stays an operator
};

// The typed value that a node stands for. Plain scalars by YAML 1.2's core rules: whole numbers are
// int32 if they fit and int64 else, 1.5 is a double, true, false and null are what they are,
// anything else is text; quoted is always text. Extended JSON wrappers give the other types: {
// $numberDecimal: "1.5" }, { $date: 2025-01-01T00:00:00Z }, { $oid: … }. nullopt, and a finding at
// the node that is wrong, for a wrapper with a wrong content and a whole number past 64 bits.
std::optional<model::Value> value_of(const Node& node, Findings& findings,
                                     ValueUse use = ValueUse::data);

// The value as people write it in a recipe, for messages: `5`, `"open"`, `{"a":1}`; cut when long.
std::string shown(const model::Value& value);

}  // namespace whimbrel::recipes
