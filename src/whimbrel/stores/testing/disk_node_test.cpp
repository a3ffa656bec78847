#include "whimbrel/stores/testing/disk_node.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace whimbrel::stores::testing {
namespace {

TEST(FileLocks, an_exclusive_lock_waits_for_readers_and_keeps_new_ones_out) {
  FileLocks locks;
  int ours = SQLITE_LOCK_NONE;
  int theirs = SQLITE_LOCK_NONE;
  int late = SQLITE_LOCK_NONE;
  EXPECT_EQ(locks.lock(&ours, SQLITE_LOCK_SHARED, ours), SQLITE_OK);
  EXPECT_EQ(locks.lock(&theirs, SQLITE_LOCK_SHARED, theirs), SQLITE_OK);
  EXPECT_EQ(locks.lock(&ours, SQLITE_LOCK_EXCLUSIVE, ours), SQLITE_BUSY);
  EXPECT_EQ(ours, SQLITE_LOCK_PENDING);
  EXPECT_EQ(locks.lock(&late, SQLITE_LOCK_SHARED, late), SQLITE_BUSY);
  locks.unlock(SQLITE_LOCK_NONE, theirs);
  EXPECT_EQ(locks.lock(&ours, SQLITE_LOCK_EXCLUSIVE, ours), SQLITE_OK);
  locks.unlock(SQLITE_LOCK_NONE, ours);
  EXPECT_EQ(locks.lock(&late, SQLITE_LOCK_SHARED, late), SQLITE_OK);
}

TEST(FileLocks, one_reserves_at_a_time) {
  FileLocks locks;
  int ours = SQLITE_LOCK_NONE;
  int theirs = SQLITE_LOCK_NONE;
  locks.lock(&ours, SQLITE_LOCK_SHARED, ours);
  locks.lock(&theirs, SQLITE_LOCK_SHARED, theirs);
  EXPECT_EQ(locks.lock(&ours, SQLITE_LOCK_RESERVED, ours), SQLITE_OK);
  EXPECT_TRUE(locks.is_reserved());
  EXPECT_EQ(locks.lock(&theirs, SQLITE_LOCK_RESERVED, theirs), SQLITE_BUSY);
  locks.unlock(SQLITE_LOCK_SHARED, ours);
  EXPECT_FALSE(locks.is_reserved());
}

TEST(SharedMemory, slots_are_shared_or_exclusive) {
  SharedMemory memory;
  const int ours = 0;
  const int theirs = 0;
  constexpr int share = SQLITE_SHM_LOCK | SQLITE_SHM_SHARED;
  constexpr int own = SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE;
  EXPECT_EQ(memory.lock(&ours, 3, 1, share), SQLITE_OK);
  EXPECT_EQ(memory.lock(&theirs, 3, 1, share), SQLITE_OK);
  EXPECT_EQ(memory.lock(&theirs, 2, 3, own), SQLITE_BUSY);
  EXPECT_EQ(memory.lock(&ours, 3, 1, SQLITE_SHM_UNLOCK | SQLITE_SHM_SHARED), SQLITE_OK);
  EXPECT_EQ(memory.lock(&theirs, 2, 3, own), SQLITE_OK);
  EXPECT_EQ(memory.lock(&ours, 4, 1, share), SQLITE_BUSY);
}

TEST(SharedMemory, is_gone_with_its_last_user) {
  SharedMemory memory;
  const int ours = 0;
  const int theirs = 0;
  EXPECT_EQ(memory.map(0, 32'768, false), nullptr);
  memory.attach();
  memory.attach();
  auto* region = static_cast<volatile char*>(memory.map(0, 32'768, true));
  ASSERT_NE(region, nullptr);
  region[5] = 7;
  memory.detach(&ours);
  EXPECT_EQ(memory.map(0, 32'768, false), region);
  memory.detach(&theirs);
  EXPECT_EQ(memory.map(0, 32'768, false), nullptr);
}

}  // namespace
}  // namespace whimbrel::stores::testing
