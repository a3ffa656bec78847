#include <gtest/gtest.h>

#include "whimbrel/base/testing/fault_file_system.hpp"
#include "whimbrel/engine/backup/create_backup.hpp"
#include "whimbrel/engine/backup/testing/sample_items.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

TEST(ListBackups, shows_whole_encrypted_damaged_and_unfinished_ones) {
  stores::memory::MemoryStore store;
  testing::fill(store, "tokens", 10);
  base::testing::FaultFileSystem disk;
  base::ManualClock clock;
  const base::Cancellation cancellation;
  const base::Secret passphrase{std::string_view("pass")};
  BackupOptions options;
  options.kdf_cost = {1, 8192};
  options.directory = "b";
  const auto plain = create_backup(store, disk, clock, options, {}, cancellation);
  clock.sleep_ms(1000);
  options.passphrase = &passphrase;
  const auto encrypted = create_backup(store, disk, clock, options, {}, cancellation);
  ASSERT_TRUE(plain && encrypted);
  disk.place("b/y-cut.whb", disk.content(plain->path)->substr(0, 500));
  disk.place("b/z.whb.partial", "half");
  disk.place("b/notes.txt", "not listed");

  const auto listed = list_backups(disk, "b");
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 4u);
  EXPECT_EQ(listed->at(0).path, plain->path);
  EXPECT_EQ(listed->at(0).created_ms, plain->manifest.created_ms);
  ASSERT_EQ(listed->at(0).sections.size(), 1u);
  EXPECT_EQ(listed->at(0).sections[0].totals.items, 10u);
  EXPECT_TRUE(listed->at(0).problem.empty());
  EXPECT_TRUE(listed->at(1).encrypted);
  EXPECT_TRUE(listed->at(1).problem.empty());
  EXPECT_NE(listed->at(2).problem.find("cut short"), std::string::npos);
  EXPECT_NE(listed->at(3).problem.find("unfinished"), std::string::npos);
}

TEST(ListBackups, a_missing_directory_is_not_found) {
  base::testing::FaultFileSystem disk;
  EXPECT_EQ(list_backups(disk, "none").error().kind(), base::ErrorKind::not_found);
}

}  // namespace
}  // namespace whimbrel::engine
