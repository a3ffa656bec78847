#include "whimbrel/engine/backup/create_backup.hpp"

#include <gtest/gtest.h>

#include "whimbrel/base/testing/fault_file_system.hpp"
#include "whimbrel/engine/backup/archive_reader.hpp"
#include "whimbrel/engine/backup/item_packing.hpp"
#include "whimbrel/engine/backup/restore_backup.hpp"
#include "whimbrel/engine/backup/testing/sample_items.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using base::testing::Fault;
using base::testing::FaultFileSystem;
using testing::fill;
using testing::items_of;

constexpr KdfCost cheap_kdf{1, 8192};
constexpr std::uint64_t item_count = 1500;
constexpr char name_of_tokens[] = "backups/migration-backup-20250615-150640-tokens.whb";

class CreateBackup : public ::testing::Test {
 protected:
  void SetUp() override { fill(store_, "tokens", item_count); }

  BackupOptions options() const {
    BackupOptions options;
    options.directory = "backups";
    options.collections = {"tokens"};
    options.kdf_cost = cheap_kdf;
    options.threads = 1;
    return options;
  }

  base::Result<BackupSummary> create(base::FileSystem& files, const BackupOptions& options) {
    return create_backup(store_, files, clock_, options, {}, cancellation_);
  }

  base::Result<VerifiedBackup> verify(base::FileSystem& files, const std::string& path,
                                      const base::Secret* passphrase = nullptr) {
    return verify_backup(files, path, {passphrase, accepted_kdf_cost_max}, {}, cancellation_);
  }

  stores::memory::MemoryStore store_;
  base::ManualClock clock_{1'750'000'000'000};
  base::Cancellation cancellation_;
};

TEST_F(CreateBackup, makes_one_whole_archive_that_only_its_owner_can_read) {
  FaultFileSystem disk;
  const auto summary = create(disk, options());
  ASSERT_TRUE(summary) << summary.error().describe();
  EXPECT_EQ(summary->path, name_of_tokens);
  EXPECT_EQ(disk.paths(), std::vector<std::string>{name_of_tokens});
  EXPECT_EQ(disk.stat(summary->path)->mode, 0600u);
  EXPECT_EQ(summary->file_bytes, disk.content(summary->path)->size());
  EXPECT_EQ(summary->manifest.totals().items, item_count);

  const auto verified = verify(disk, summary->path);
  ASSERT_TRUE(verified) << verified.error().describe();
  EXPECT_EQ(to_json(verified->manifest), to_json(summary->manifest));
  EXPECT_FALSE(verified->encrypted);
}

TEST_F(CreateBackup, many_threads_write_the_same_items) {
  FaultFileSystem disk;
  fill(store_, "many", 30'000);
  BackupOptions many = options();
  many.collections = {"many"};
  many.threads = 4;
  many.readers = 3;
  const auto summary = create(disk, many);
  ASSERT_TRUE(summary) << summary.error().describe();
  EXPECT_EQ(summary->manifest.totals().items, 30'000u);

  stores::memory::MemoryStore restored;
  ASSERT_TRUE(restore_backup(disk, summary->path, restored, {}, {}, cancellation_));
  EXPECT_EQ(items_of(restored, "many"), items_of(store_, "many"));
}

TEST_F(CreateBackup, of_an_embedded_store_is_in_key_order_whatever_the_threads) {
  FaultFileSystem disk;
  BackupOptions many = options();
  many.threads = 4;
  const auto summary = create(disk, many);
  ASSERT_TRUE(summary);
  const auto reader = ArchiveReader::open(disk, summary->path, {});
  ASSERT_TRUE(reader);
  std::vector<std::string> keys;
  for (ArchiveFrame frame; (*reader)->next(frame).value();) {
    PackedItems items(frame.raw);
    for (stores::Page::Item item; items.next(item).value();) keys.emplace_back(item.key);
  }
  EXPECT_EQ(keys.size(), item_count);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST_F(CreateBackup, takes_all_collections_when_none_is_named) {
  FaultFileSystem disk;
  fill(store_, "wallets", 5);
  ASSERT_TRUE(store_.create_collection(testing::sample_collection("empty")));
  BackupOptions all = options();
  all.collections.clear();
  const auto summary = create(disk, all);
  ASSERT_TRUE(summary);
  EXPECT_TRUE(summary->path.ends_with("-all.whb"));
  ASSERT_EQ(summary->manifest.sections.size(), 3u);
  EXPECT_EQ(summary->manifest.sections[0].section.collection.name, "empty");
  EXPECT_EQ(summary->manifest.sections[0].totals.items, 0u);
  EXPECT_EQ(summary->manifest.sections[2].totals.items, 5u);
  EXPECT_TRUE(verify(disk, summary->path));
}

TEST_F(CreateBackup, two_within_a_second_get_two_names) {
  FaultFileSystem disk;
  const auto first = create(disk, options());
  const auto second = create(disk, options());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->path, "backups/migration-backup-20250615-150640-tokens-2.whb");
  EXPECT_TRUE(verify(disk, first->path));
  EXPECT_TRUE(verify(disk, second->path));
}

TEST_F(CreateBackup, an_encrypted_one_shows_nothing_of_the_items) {
  FaultFileSystem disk;
  const base::Secret passphrase{std::string_view("correct horse")};
  BackupOptions encrypted = options();
  encrypted.passphrase = &passphrase;
  const auto summary = create(disk, encrypted);
  ASSERT_TRUE(summary);
  const std::string bytes = disk.content(summary->path).value();
  EXPECT_EQ(bytes.find("tokens"), std::string::npos);
  EXPECT_EQ(bytes.find("npub1"), std::string::npos);
  EXPECT_TRUE(verify(disk, summary->path, &passphrase));

  const base::Secret wrong{std::string_view("correct house")};
  EXPECT_EQ(verify(disk, summary->path, &wrong).error().kind(), base::ErrorKind::permission);
  EXPECT_EQ(verify(disk, summary->path).error().kind(), base::ErrorKind::usage);
}

TEST_F(CreateBackup, an_unknown_collection_is_not_found_and_leaves_no_file) {
  FaultFileSystem disk;
  BackupOptions wrong = options();
  wrong.collections = {"tokens", "tokenz"};
  EXPECT_EQ(create(disk, wrong).error().kind(), base::ErrorKind::not_found);
  EXPECT_TRUE(disk.paths().empty());
}

TEST_F(CreateBackup, interrupted_leaves_no_file) {
  FaultFileSystem disk;
  BackupOptions many = options();
  const auto stop_soon = [&](const BackupProgress&) { cancellation_.request(); };
  const auto summary = create_backup(store_, disk, clock_, many, stop_soon, cancellation_);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), base::ErrorKind::cancelled);
  EXPECT_TRUE(disk.paths().empty());
}

TEST_F(CreateBackup, tells_its_progress_to_the_end) {
  FaultFileSystem disk;
  std::uint64_t last = 0;
  const auto note = [&](const BackupProgress& progress) {
    EXPECT_EQ(progress.items_total, item_count);
    EXPECT_GT(progress.items_done, last);
    last = progress.items_done;
  };
  ASSERT_TRUE(create_backup(store_, disk, clock_, options(), note, cancellation_));
  EXPECT_EQ(last, item_count);
}

std::vector<std::string> finished_archives(const FaultFileSystem& disk) {
  std::vector<std::string> archives;
  for (const std::string& path : disk.paths())
    if (path.ends_with(".whb")) archives.push_back(path);
  return archives;
}

TEST_F(CreateBackup, killed_at_any_boundary_leaves_no_archive_or_a_whole_one) {
  FaultFileSystem undisturbed;
  ASSERT_TRUE(create(undisturbed, options()));
  const std::uint64_t boundaries = undisturbed.boundaries_passed();
  ASSERT_GT(boundaries, 10u);
  for (std::uint64_t number = 1; number <= boundaries; ++number) {
    FaultFileSystem disk;
    disk.kill_at_boundary(number);
    EXPECT_FALSE(create(disk, options())) << number;
    disk.restart();
    for (const std::string& path : finished_archives(disk))
      EXPECT_TRUE(verify(disk, path)) << "boundary " << number;
    const auto again = create(disk, options());
    ASSERT_TRUE(again) << "boundary " << number << ": " << again.error().describe();
    EXPECT_TRUE(verify(disk, again->path));
  }
}

// How many of the seeds leave a file under an archive's name that is none.
int false_archives_after_power_loss(stores::Store& store, bool ignore_sync) {
  const base::ManualClock clock;
  const base::Cancellation cancellation;
  BackupOptions options;
  options.threads = 1;
  int false_archives = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    FaultFileSystem disk;
    disk.set_ignore_sync(ignore_sync);
    // Past the last boundary, too: a backup that was reported done must be there.
    disk.kill_at_boundary(1 + seed % 20);
    const auto summary = create_backup(store, disk, clock, options, {}, cancellation);
    disk.lose_power(seed);
    const auto left = finished_archives(disk);
    bool all_whole = !summary || !left.empty();
    for (const std::string& path : left)
      all_whole = all_whole && verify_backup(disk, path, {}, {}, cancellation).has_value();
    false_archives += all_whole ? 0 : 1;
  }
  return false_archives;
}

TEST_F(CreateBackup, survives_power_loss) {
  EXPECT_EQ(false_archives_after_power_loss(store_, false), 0);
}

TEST_F(CreateBackup, would_not_survive_power_loss_without_sync) {
  EXPECT_GT(false_archives_after_power_loss(store_, true), 20);
}

TEST_F(CreateBackup, any_failing_call_leaves_no_archive_or_a_whole_one) {
  for (const Fault fault : {Fault::no_space, Fault::io_error, Fault::short_count}) {
    for (std::uint64_t call = 1;; ++call) {
      FaultFileSystem disk;
      disk.fail_call(call, fault);
      const auto summary = create(disk, options());
      if (disk.calls_made() < call) break;
      for (const std::string& path : finished_archives(disk))
        EXPECT_TRUE(verify(disk, path)) << call;
      EXPECT_TRUE(!summary || disk.content(summary->path)) << call;
      EXPECT_TRUE(summary || fault != Fault::short_count) << call;
    }
  }
}

}  // namespace
}  // namespace whimbrel::engine
