#pragma once

#include <string>
#include <vector>

#include "whimbrel/model/value.hpp"

namespace whimbrel::recipes {

// Appends what differs, a line a field, in words: `lines.0.price: expected 5, got 5.0 (a double,
// not an int32)`. The order of an object's fields does not count; types do. `name` is the path of
// the two values, empty for a whole item.
void append_differences(const model::Value& expected, const model::Value& got,
                        const std::string& name, std::vector<std::string>& differences);

}  // namespace whimbrel::recipes
