#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/stores/sqlite/cached_statement.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::sqlite {

struct IndexEntry;

// Finds the items that may have a text in a field by an index on that field, in key order and
// without reading any others: two ranges of indexes that both end with the key, merged. One is of
// the items whose field is that text, the other of those that the first cannot answer for
// (index_expression.hpp), which usually is empty.
class TextLookup {
 public:
  // The entry must have an index of others.
  TextLookup(const IndexEntry& entry, const std::string& expression, std::string_view table);

  // Not for a text with a NUL: SQLite's JSON ends a text there.
  bool answers(const model::Filter::RequiredText& required) const;

  // As Session::scan. internal when the index is gone, and then nothing was appended.
  base::Result<bool> scan(Connection& connection, const ScanRequest& request, std::string_view text,
                          Page& page);

 private:
  model::Path field_;
  CachedStatement scan_;
  CachedStatement scan_until_;
};

// One for each index that can be looked up in.
base::Result<std::vector<TextLookup>> make_lookups(Connection& connection,
                                                   std::string_view collection,
                                                   std::string_view table);

}  // namespace whimbrel::stores::sqlite
