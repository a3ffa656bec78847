#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace whimbrel::packs::sparta {

// A migration's definition with the tables it is about: what was done to one table must not pass
// for having been done to another.
inline std::string definition_on(std::string_view what, std::string_view table,
                                 std::string_view other_table = {}) {
  return other_table.empty() ? fmt::format("{}; on {}", what, table)
                             : fmt::format("{}; on {} and {}", what, table, other_table);
}

}  // namespace whimbrel::packs::sparta
