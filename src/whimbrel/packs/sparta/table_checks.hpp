#pragma once

#include <string>

#include "whimbrel/engine/check.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::packs::sparta {

enum class IfAbsent { fail, warn };

// Whether the table is there and one item of it can be read. `variable` is the environment variable
// that names it, for the remedy.
engine::CheckResult check_table(stores::Store& store, const std::string& table,
                                const std::string& variable, IfAbsent if_absent = IfAbsent::fail);

}  // namespace whimbrel::packs::sparta
