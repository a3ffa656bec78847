#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/key.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"

namespace whimbrel::stores::sqlite {

// Up to `cuts_max` keys, in order, that cut a collection's table into parts of about equal size. Reads
// a few dozen pages whatever the table's size: small tables are stepped through, large ones judged by
// the inner pages of their b-tree.
base::Result<std::vector<model::Key>> sample_cuts(Connection& connection, const std::string& table,
                                                  std::size_t cuts_max);

}  // namespace whimbrel::stores::sqlite
