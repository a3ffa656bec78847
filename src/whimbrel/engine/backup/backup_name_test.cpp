#include "whimbrel/engine/backup/backup_name.hpp"

#include <gtest/gtest.h>

namespace whimbrel::engine {
namespace {

constexpr base::UnixMillis morning_ms = 1737945600123;

std::string name_of(const std::vector<std::string>& collections, bool whole_store = false,
                    int attempt = 1) {
  return backup_file_name(morning_ms, collections, whole_store, attempt);
}

TEST(BackupName, names_time_and_collection) {
  EXPECT_EQ(name_of({"cashu_tokens"}), "migration-backup-20250127-024000-cashu_tokens.whb");
  EXPECT_EQ(name_of({"a", "b"}, true), "migration-backup-20250127-024000-all.whb");
  EXPECT_EQ(name_of({"a", "b", "c"}), "migration-backup-20250127-024000-a-and-2-more.whb");
  EXPECT_EQ(name_of({"a"}, false, 2), "migration-backup-20250127-024000-a-2.whb");
}

TEST(BackupName, long_names_are_cut_and_stay_apart) {
  const std::string long_name(255, 'x');
  const std::string first = name_of({long_name + "1"});
  const std::string second = name_of({long_name + "2"}, false, 7);
  EXPECT_LE(first.size() + std::string_view(".partial").size(), 255u);
  EXPECT_LE(second.size() + std::string_view(".partial").size(), 255u);
  EXPECT_NE(first.substr(0, 200), first);
  EXPECT_NE(first, name_of({long_name + "2"}));
  EXPECT_TRUE(first.ends_with(".whb"));
}

TEST(BackupName, cuts_between_characters) {
  std::string umlauts;
  for (int i = 0; i < 127; ++i) umlauts += "ü";
  for (const std::string& lead : {std::string(), std::string("x")}) {
    const std::string name = name_of({lead + umlauts});
    EXPECT_LE(name.size(), 247u);
    for (std::size_t i = name.find("ü"); name[i] != '-'; i += 2) ASSERT_EQ(name.substr(i, 2), "ü");
  }
}

TEST(BackupName, what_no_file_name_can_hold_is_replaced_and_stays_apart) {
  const std::string slash = name_of({"a/b"});
  EXPECT_EQ(slash.find('/'), std::string::npos);
  EXPECT_NE(slash, name_of({"a_b"}));
  EXPECT_NE(slash, name_of({std::string("a\nb")}));
}

}  // namespace
}  // namespace whimbrel::engine
