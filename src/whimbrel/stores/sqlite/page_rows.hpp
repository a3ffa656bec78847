#pragma once

#include <cstdint>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/sqlite/statement.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::sqlite {

// For LIMIT: SQLite wants a signed count, and one row more than the page tells whether the range
// ends with it.
std::int64_t row_limit(const ScanRequest& request);

// Appends the rows (key, item) of a bound statement as far as the page goes. True when they end.
base::Result<bool> fill_page(Statement& statement, const ScanRequest& request, Page& page);

}  // namespace whimbrel::stores::sqlite
