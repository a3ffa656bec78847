#include "tests/chaos/crash_archive.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/chaos/crash_floors.hpp"
#include "tests/chaos/crash_stage.hpp"
#include "whimbrel/base/testing/fault_file_system.hpp"
#include "whimbrel/engine/backup/create_backup.hpp"

namespace whimbrel::chaos {
namespace {

using base::testing::FaultFileSystem;

constexpr int archived_items = 250;

base::Result<engine::BackupSummary> back_up(stores::Store& store, base::FileSystem& files) {
  const base::ManualClock clock(run_time_ms);
  const base::Cancellation cancellation;
  engine::BackupOptions options;
  options.directory = "backups";
  options.collections = {collection_name};
  options.threads = 1;
  return engine::create_backup(store, files, clock, options, {}, cancellation);
}

class KillArchive : public ::testing::TestWithParam<StoreKind> {
 protected:
  KillArchive() {
    source_ = make_world(StoreKind::memory);
    store_ = source_->open().value();
    EXPECT_TRUE(fill(*store_, oracle_.seed()));
  }

  Oracle oracle_{archived_items, true};
  std::unique_ptr<World> source_;
  stores::Store* store_ = nullptr;
};

TEST_F(KillArchive, at_every_boundary_of_a_backup) {
  std::uint64_t kills = 0;
  for (std::uint64_t boundary = 1;; ++boundary) {
    SCOPED_TRACE(boundary);
    FaultFileSystem files;
    files.kill_at_boundary(boundary);
    const auto summary = back_up(*store_, files);
    const bool killed = files.killed();
    EXPECT_EQ(killed, !summary.has_value());
    files.restart();
    for (const std::string& path : files.paths()) {
      if (!path.ends_with(".whb")) continue;
      ASSERT_EQ(judge_archive(files, path, oracle_), "") << path;
    }
    const auto again = back_up(*store_, files);
    ASSERT_TRUE(again) << again.error().describe();
    ASSERT_EQ(judge_archive(files, again->path, oracle_), "");
    if (!killed) break;
    ++kills;
  }
  fmt::print("chaos: backup: {} kills\n", kills);
  RecordProperty("kills", static_cast<int>(kills));
  EXPECT_GE(kills, floors::backup);
}

TEST_P(KillArchive, at_every_boundary_of_a_restore) {
  FaultFileSystem files;
  const auto archive = back_up(*store_, files);
  ASSERT_TRUE(archive) << archive.error().describe();
  std::uint64_t kills = 0;
  for (const bool late : {false, true})
    for (std::uint64_t boundary = 1;; ++boundary) {
      SCOPED_TRACE(fmt::format("killed {} boundary {}", late ? "late at" : "at", boundary));
      const auto world = make_world(GetParam());
      const auto restore_once = [&]() -> base::Status {
        WHIMBREL_ASSIGN(stores::Store* const store, world->open());
        WHIMBREL_TRY(restore_archive(*store, files, archive->path));
        return {};
      };
      world->kill_at(boundary, late);
      const base::Status first = restore_once();
      world->close();
      const bool killed = world->killed();
      EXPECT_TRUE(killed || first) << first.error().describe();
      world->restart();
      if (!first) {
        const base::Status second = restore_once();
        world->close();
        // Refused: killed when it was whole, but had not said so yet.
        const bool refused = !second && second.error().kind() == base::ErrorKind::refused;
        ASSERT_TRUE(second || refused) << second.error().describe();
      }
      const auto found = look(*world);
      ASSERT_TRUE(found) << found.error().describe();
      ASSERT_EQ(oracle_.judge_original(found->items), "");
      if (!killed) break;
      ++kills;
    }
  fmt::print("chaos: restore on {}: {} kills\n", to_string(GetParam()), kills);
  RecordProperty("kills", static_cast<int>(kills));
  EXPECT_GE(kills, floors::floor_of(floors::restore, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Stores, KillArchive,
                         ::testing::Values(StoreKind::sqlite, StoreKind::memory,
                                           StoreKind::memory_without_transactions),
                         name_of_store);

}  // namespace
}  // namespace whimbrel::chaos
