#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/record.hpp"
#include "whimbrel/stores/sqlite/cached_statement.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"

namespace whimbrel::stores::sqlite {

// One session's statements on the table of one space. Belongs to the session's thread; must not
// outlive the connection.
class RecordTable {
 public:
  RecordTable(Connection& connection, Space space);

  base::Result<std::optional<Record>> get(std::string_view key);
  base::Result<std::vector<Record>> list(std::string_view prefix, std::string_view after,
                                         std::size_t records_max);
  // conflict when the expected version is not what is there.
  base::Status put(const RecordWrite& write);

 private:
  base::Result<std::int64_t> put_rows(const RecordWrite& write);
  base::Result<std::int64_t> erase_rows(const RecordWrite& write);
  void bind_value(Statement& statement, int parameter, std::string_view value) const;

  Connection& connection_;
  Space space_;
  CachedStatement get_;
  CachedStatement list_;
  CachedStatement insert_;
  CachedStatement upsert_;
  CachedStatement update_;
  CachedStatement erase_;
  CachedStatement erase_version_;
};

}  // namespace whimbrel::stores::sqlite
