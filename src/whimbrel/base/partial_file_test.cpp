#include "whimbrel/base/partial_file.hpp"

#include <gtest/gtest.h>

#include "whimbrel/base/testing/fault_file_system.hpp"

namespace whimbrel::base {
namespace {

using testing::Fault;
using testing::FaultFileSystem;

using Paths = std::vector<std::string>;

TEST(PartialFile, gets_its_name_when_it_is_whole) {
  FaultFileSystem disk;
  auto file = PartialFile::create(disk, "out");
  ASSERT_TRUE(file) << file.error().describe();
  ASSERT_TRUE(file->append("one "));
  ASSERT_TRUE(file->append("two"));
  EXPECT_EQ(file->size_bytes(), 7u);
  EXPECT_EQ(disk.paths(), Paths{"out.partial"});
  ASSERT_TRUE(file->commit(IfExists::refuse));
  EXPECT_EQ(disk.paths(), Paths{"out"});
  EXPECT_EQ(disk.content("out"), "one two");
  EXPECT_EQ(disk.stat("out")->mode, 0600u);
}

TEST(PartialFile, that_is_given_up_is_gone) {
  FaultFileSystem disk;
  { ASSERT_TRUE(PartialFile::create(disk, "out")->append("half")); }
  EXPECT_TRUE(disk.paths().empty());
}

TEST(PartialFile, replaces_or_refuses_one_that_a_crash_left) {
  FaultFileSystem disk;
  disk.place("out.partial", "of last time", 0644);
  const auto refused = PartialFile::create(disk, "out", 0600, IfExists::refuse);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::refused);
  EXPECT_EQ(disk.content("out.partial"), "of last time");
  auto file = PartialFile::create(disk, "out");
  ASSERT_TRUE(file);
  EXPECT_EQ(disk.content("out.partial"), "");
  EXPECT_EQ(disk.stat("out.partial")->mode, 0600u);
}

TEST(PartialFile, keeps_what_has_the_name_when_told_so) {
  FaultFileSystem disk;
  disk.place("out", "mine");
  auto file = PartialFile::create(disk, "out");
  ASSERT_TRUE(file && file->append("new"));
  const Status committed = file->commit(IfExists::refuse);
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().kind(), ErrorKind::refused);
  EXPECT_EQ(disk.content("out"), "mine");
}

// The whole write, killed or unplugged at every boundary: the old content or all of the new.
TEST(PartialFile, after_a_power_loss_anywhere_is_the_old_file_or_the_whole_new_one) {
  const std::string content(3'000, 'n');
  std::uint64_t old_ones = 0;
  bool finished = false;
  for (std::uint64_t boundary = 1; !finished; ++boundary) {
    ASSERT_LT(boundary, 50u);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      FaultFileSystem disk;
      disk.place("out", "old");
      disk.restart();
      disk.kill_at_boundary(boundary);
      {
        auto file = PartialFile::create(disk, "out");
        finished = file && file->append(content) && file->commit(IfExists::replace);
      }
      disk.lose_power(seed);
      const auto found = disk.content("out");
      EXPECT_TRUE(found == content || (!finished && found == "old")) << "killed at " << boundary;
      old_ones += found == "old" ? 1 : 0;
    }
  }
  EXPECT_GT(old_ones, 0u);
}

TEST(PartialFile, whose_sync_failed_never_gets_the_name) {
  FaultFileSystem disk;
  auto file = PartialFile::create(disk, "out");
  ASSERT_TRUE(file && file->append("new"));
  disk.fail_call(disk.calls_made() + 1, Fault::io_error);
  const Status committed = file->commit(IfExists::replace);
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().kind(), ErrorKind::io);
  EXPECT_FALSE(file->commit(IfExists::replace)) << "a second sync would prove nothing";
  EXPECT_FALSE(disk.content("out"));
}

TEST(PartialFile, on_a_full_disk_says_so) {
  FaultFileSystem disk;
  auto file = PartialFile::create(disk, "out");
  ASSERT_TRUE(file);
  disk.fail_call(disk.calls_made() + 1, Fault::no_space);
  const Status appended = file->append("new");
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().kind(), ErrorKind::no_space);
}

}  // namespace
}  // namespace whimbrel::base
