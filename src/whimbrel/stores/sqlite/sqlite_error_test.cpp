#include "whimbrel/stores/sqlite/sqlite_error.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace whimbrel::stores::sqlite {
namespace {

using base::ErrorKind;

TEST(SqliteError, codes_become_kinds) {
  const std::vector<std::pair<int, ErrorKind>> expected{
      {SQLITE_FULL, ErrorKind::no_space},
      {SQLITE_IOERR, ErrorKind::io},
      {SQLITE_IOERR_FSYNC, ErrorKind::io},
      {SQLITE_BUSY, ErrorKind::busy},
      {SQLITE_BUSY_RECOVERY, ErrorKind::busy},
      {SQLITE_LOCKED, ErrorKind::busy},
      {SQLITE_READONLY_DBMOVED, ErrorKind::permission},
      {SQLITE_CORRUPT_INDEX, ErrorKind::corrupt},
      {SQLITE_NOTADB, ErrorKind::corrupt},
      {SQLITE_TOOBIG, ErrorKind::invalid_data},
      {SQLITE_NOMEM, ErrorKind::unavailable},
      {SQLITE_MISUSE, ErrorKind::internal},
  };
  for (const auto& [code, kind] : expected)
    EXPECT_EQ(error_of(nullptr, code, "commit").kind(), kind) << code;
}

TEST(SqliteError, says_what_was_tried_with_the_extended_code_and_a_remedy) {
  const base::Error error = error_of(nullptr, SQLITE_IOERR_FSYNC, "commit");
  EXPECT_EQ(error.message(), "commit: disk I/O error (SQLite code 1034)");
  EXPECT_FALSE(error.remedy().empty());
}

TEST(SqliteError, a_journal_that_a_killed_command_left_is_told_apart_from_a_lack_of_rights) {
  const base::Error killed = error_of(nullptr, SQLITE_READONLY_ROLLBACK, "open");
  EXPECT_NE(killed.remedy().find("killed"), std::string::npos);
  EXPECT_NE(killed.remedy(), error_of(nullptr, SQLITE_READONLY, "open").remedy());
}

}  // namespace
}  // namespace whimbrel::stores::sqlite
