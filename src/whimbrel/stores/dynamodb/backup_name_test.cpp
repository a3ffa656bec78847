#include "whimbrel/stores/dynamodb/backup_name.hpp"

#include <gtest/gtest.h>

namespace whimbrel::stores::dynamodb {
namespace {

constexpr base::UnixMillis at_ms = 1'733'063'422'000;  // 2024-12-01T14:30:22Z

TEST(NativeBackupName, is_the_time_and_the_table) {
  EXPECT_EQ(native_backup_name(at_ms, "sparta-validators-dev"),
            "migration-backup-20241201-143022-sparta-validators-dev");
}

TEST(NativeBackupName, of_the_longest_table_that_fits_is_whole) {
  const std::string table(222, 't');
  EXPECT_TRUE(native_backup_name(at_ms, table).ends_with(table));
  EXPECT_EQ(native_backup_name(at_ms, table).size(), 255u);
}

TEST(NativeBackupName, of_longer_tables_is_cut_and_stays_distinct) {
  const std::string table(254, 't');
  const std::string one = native_backup_name(at_ms, table + "1");
  const std::string other = native_backup_name(at_ms, table + "2");
  EXPECT_EQ(one.size(), 255u);
  EXPECT_EQ(one.substr(0, 200), other.substr(0, 200));
  EXPECT_NE(one, other);
  EXPECT_EQ(one.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
