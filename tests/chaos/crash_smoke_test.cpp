#include <gtest/gtest.h>

#include "whimbrel/stores/testing/crash_disk.hpp"

namespace whimbrel::chaos {
namespace {

TEST(CrashSmoke, a_disk_nobody_killed_is_alive) {
  const stores::testing::CrashDisk disk;
  EXPECT_FALSE(disk.killed());
}

}  // namespace
}  // namespace whimbrel::chaos
