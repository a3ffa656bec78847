#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// convert: { age: int, price: decimal, born: { to: date, on_error: skip } } changes the type of a
// value that the other type holds without loss; type_conversion.hpp has the table. Absent and null
// stay. on_error: reject (the default) sets the item aside, skip leaves the field, null makes it
// null.
std::unique_ptr<Change> compile_convert(const Node& node, const CompileContext& context,
                                        Findings& findings);

}  // namespace whimbrel::recipes
