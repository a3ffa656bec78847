#pragma once

#include <string_view>

#include "whimbrel/base/error.hpp"

struct sqlite3;

namespace whimbrel::stores::sqlite {

// The failure that SQLite reported as `result_code` (extended) on `database` (may be null), in
// whimbrel's kinds, with SQLite's own words and code and what to do next. `doing` says what was
// tried: "commit", "open wallet.db".
base::Error error_of(sqlite3* database, int result_code, std::string_view doing);

}  // namespace whimbrel::stores::sqlite
