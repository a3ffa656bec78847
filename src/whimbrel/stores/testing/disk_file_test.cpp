#include "whimbrel/stores/testing/disk_file.hpp"

#include <gtest/gtest.h>

#include <set>

namespace whimbrel::stores::testing {
namespace {

// Everything that power losses leave, over many seeds.
std::set<std::string> leftovers(const DiskFile& file, int seeds = 400) {
  std::set<std::string> contents;
  for (int seed = 0; seed < seeds; ++seed) {
    SeededNumbers numbers(static_cast<std::uint64_t>(seed));
    contents.insert(file.after_power_loss(numbers));
  }
  return contents;
}

TEST(DiskFile, synced_writes_survive_every_power_loss) {
  DiskFile file;
  file.write(0, "hello");
  file.write(5, " world");
  file.sync();
  EXPECT_EQ(leftovers(file), std::set<std::string>{"hello world"});
}

TEST(DiskFile, unsynced_writes_survive_in_any_combination) {
  DiskFile file("....");
  file.write(0, "a");
  file.write(1, "b");
  EXPECT_EQ(leftovers(file), (std::set<std::string>{"....", "a...", ".b..", "ab.."}));
  EXPECT_EQ(file.visible(), "ab..");
}

TEST(DiskFile, an_earlier_write_may_survive_a_later_one) {
  DiskFile file(".");
  file.write(0, "a");
  file.write(0, "b");
  EXPECT_EQ(leftovers(file), (std::set<std::string>{".", "a", "b"}));
}

TEST(DiskFile, writes_are_torn_at_sectors_only) {
  DiskFile file(std::string(1'536, '.'));
  file.write(0, std::string(1'536, 'x'));
  bool torn = false;
  for (const std::string& content : leftovers(file)) {
    for (std::size_t sector = 0; sector < 3; ++sector) {
      const std::string bytes = content.substr(sector * 512, 512);
      EXPECT_TRUE(bytes == std::string(512, '.') || bytes == std::string(512, 'x'));
      torn = torn || bytes[0] != content[0];
    }
  }
  EXPECT_TRUE(torn);
}

TEST(DiskFile, what_is_missing_of_a_grown_file_reads_as_zeros) {
  DiskFile file;
  file.write(0, std::string(512, 'a'));
  file.write(512, std::string(512, 'b'));
  const auto contents = leftovers(file);
  EXPECT_TRUE(contents.contains(""));
  EXPECT_TRUE(contents.contains(std::string(512, '\0') + std::string(512, 'b')));
  EXPECT_TRUE(contents.contains(std::string(512, 'a') + std::string(512, 'b')));
}

TEST(DiskFile, a_truncation_is_uncertain_until_synced) {
  DiskFile file("abcdef");
  file.truncate(2);
  EXPECT_EQ(leftovers(file), (std::set<std::string>{"abcdef", "ab"}));
  file.sync();
  EXPECT_EQ(leftovers(file), std::set<std::string>{"ab"});
}

TEST(DiskFile, bytes_cut_off_do_not_come_back_after_growing_again) {
  DiskFile file("abcdef");
  file.truncate(2);
  file.sync();
  file.truncate(6);
  for (const std::string& content : leftovers(file))
    EXPECT_TRUE(content == "ab" || content == std::string("ab\0\0\0\0", 6));
}

TEST(DiskFile, what_a_failed_sync_gave_up_no_later_sync_saves) {
  DiskFile file("....");
  file.write(0, "ab");
  file.fail_sync();
  file.write(2, "cd");
  file.sync();
  EXPECT_EQ(file.visible(), "abcd");
  EXPECT_EQ(leftovers(file), (std::set<std::string>{"..cd", "abcd"}));
}

TEST(DiskFile, writing_again_makes_up_for_a_failed_sync) {
  DiskFile file("....");
  file.write(0, "abcd");
  file.fail_sync();
  file.write(1, "BC");
  file.sync();
  EXPECT_EQ(leftovers(file), (std::set<std::string>{".BC.", "aBC.", ".BCd", "aBCd"}));
}

TEST(DiskFile, the_same_seed_leaves_the_same_bytes) {
  DiskFile file;
  for (std::size_t i = 0; i < 20; ++i) file.write(i * 300, std::string(700, static_cast<char>(i)));
  SeededNumbers first(7);
  SeededNumbers second(7);
  EXPECT_EQ(file.after_power_loss(first), file.after_power_loss(second));
}

}  // namespace
}  // namespace whimbrel::stores::testing
