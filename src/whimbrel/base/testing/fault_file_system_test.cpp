#include "whimbrel/base/testing/fault_file_system.hpp"

#include <gtest/gtest.h>

#include "whimbrel/base/partial_file.hpp"

namespace whimbrel::base::testing {
namespace {

constexpr std::string_view old_content = "old";
const std::string new_content(5000, 'n');

std::uint64_t boundaries_of_a_durable_write() {
  FaultFileSystem disk;
  EXPECT_TRUE(write_file_durably(disk, "f", new_content));
  return disk.boundaries_passed();
}

TEST(DurableWrite, killed_at_any_boundary_leaves_old_or_new) {
  const std::uint64_t boundaries = boundaries_of_a_durable_write();
  ASSERT_GE(boundaries, 6u);
  for (std::uint64_t number = 1; number <= boundaries; ++number) {
    FaultFileSystem disk;
    disk.place("f", std::string(old_content));
    disk.kill_at_boundary(number);
    EXPECT_FALSE(write_file_durably(disk, "f", new_content)) << number;
    disk.restart();
    const std::string left = disk.content("f").value();
    EXPECT_TRUE(left == old_content || left == new_content) << number;
    EXPECT_TRUE(write_file_durably(disk, "f", new_content));
    EXPECT_EQ(disk.paths(), std::vector<std::string>{"f"});
  }
}

// How many of the seeds leave neither the old content nor the new after a power loss.
int damaged_by_power_loss(bool ignore_sync) {
  int damaged = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    FaultFileSystem disk;
    disk.place("f", std::string(old_content));
    disk.set_ignore_sync(ignore_sync);
    disk.kill_at_boundary(1 + seed % (boundaries_of_a_durable_write() + 1));
    const bool reported_done = write_file_durably(disk, "f", new_content).has_value();
    disk.lose_power(seed);
    const std::string left = disk.content("f").value_or("");
    const bool whole = left == new_content || (left == old_content && !reported_done);
    if (!whole) ++damaged;
  }
  return damaged;
}

TEST(DurableWrite, survives_power_loss) { EXPECT_EQ(damaged_by_power_loss(false), 0); }

TEST(DurableWrite, would_not_survive_power_loss_without_sync) {
  EXPECT_GT(damaged_by_power_loss(true), 20);
}

TEST(DurableWrite, any_failing_call_leaves_the_old_content_or_all_of_the_new) {
  for (const Fault fault : {Fault::no_space, Fault::io_error}) {
    for (std::uint64_t call = 1;; ++call) {
      FaultFileSystem disk;
      disk.place("f", std::string(old_content));
      disk.fail_call(call, fault);
      const Status status = write_file_durably(disk, "f", new_content);
      if (disk.calls_made() < call) break;
      const std::string left = disk.content("f").value();
      if (status)
        EXPECT_EQ(left, new_content);
      else
        EXPECT_TRUE(left == old_content || left == new_content) << call;
    }
  }
}

TEST(DurableWrite, short_writes_are_continued) {
  for (std::uint64_t call = 1; call <= 8; ++call) {
    FaultFileSystem disk;
    disk.fail_call(call, Fault::short_count);
    EXPECT_TRUE(write_file_durably(disk, "f", new_content));
    EXPECT_EQ(disk.content("f"), new_content);
  }
}

TEST(FaultFileSystem, a_failed_sync_stays_failed) {
  FaultFileSystem disk;
  auto file = disk.open("f", OpenMode::create_new, 0600);
  ASSERT_TRUE(write_all(**file, 0, "x"));
  disk.fail_call(disk.calls_made() + 1, Fault::io_error);
  EXPECT_EQ((*file)->sync().error().kind(), ErrorKind::io);
  EXPECT_FALSE((*file)->sync());
  EXPECT_FALSE(write_all(**file, 1, "y"));
}

TEST(FaultFileSystem, unsynced_writes_can_survive_in_any_part) {
  std::set<std::string> outcomes;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    FaultFileSystem disk;
    disk.place("f", std::string(2048, '.'));
    auto file = disk.open("f", OpenMode::read_write, 0600);
    ASSERT_TRUE(write_all(**file, 0, std::string(1024, 'a')));
    ASSERT_TRUE(write_all(**file, 1024, std::string(1024, 'b')));
    disk.lose_power(seed);
    outcomes.insert(disk.content("f").value());
    EXPECT_FALSE((*file)->sync()) << "a file of the process that is gone";
  }
  EXPECT_TRUE(outcomes.contains(std::string(1024, '.') + std::string(1024, 'b'))) << "reordered";
  EXPECT_TRUE(outcomes.contains(std::string(512, 'a') + std::string(1536, '.'))) << "torn";
  EXPECT_TRUE(outcomes.contains(std::string(2048, '.'))) << "dropped";
}

TEST(FaultFileSystem, a_killed_process_leaves_what_it_wrote) {
  FaultFileSystem disk;
  auto file = disk.open("f", OpenMode::create_new, 0600);
  ASSERT_TRUE(write_all(**file, 0, "kept"));
  disk.kill_at_boundary(disk.boundaries_passed() + 2);
  EXPECT_FALSE(write_all(**file, 4, "half"));
  EXPECT_FALSE(disk.stat("f")) << "a dead process sees nothing";
  disk.restart();
  EXPECT_EQ(disk.content("f"), "keptha");
}

}  // namespace
}  // namespace whimbrel::base::testing
