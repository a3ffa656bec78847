#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/key.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"

namespace whimbrel::stores::sqlite {

// Up to `cuts_max` keys, ascending and distinct, that cut a collection's table into parts of about
// equal size.
//
// A large table is judged by the inner pages of its b-tree, which hold keys at even distances: a
// few hundred pages are read, whatever its size. SQL has no way to ask for them, so they are read
// from the file itself, which may be behind the write-ahead log; then the parts are less even,
// never wrong. A small table is counted and stepped through.
base::Result<std::vector<model::Key>> sample_cuts(Connection& connection, const std::string& table,
                                                  std::size_t cuts_max);

}  // namespace whimbrel::stores::sqlite
