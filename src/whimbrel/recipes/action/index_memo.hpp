#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/value.hpp"
#include "whimbrel/stores/index_spec.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::recipes {

// An index as a memo keeps it, and back; corrupt when the memo is not such.
model::Value value_of_index(const stores::IndexSpec& index);
base::Result<stores::IndexSpec> index_of_value(const model::Value& value);

// A memo that is not what prepare() wrote.
tl::unexpected<base::Error> broken_memo(std::string_view action);

}  // namespace whimbrel::recipes
