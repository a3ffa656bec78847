#include "whimbrel/engine/run_backup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/testing/forwarding_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using stores::NativeBackup;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr int backed_up_things = 20;

// A server's backups as the engine sees them; the real ones are tried in stores/dynamodb.
class ServerBackups final : public stores::NativeBackups {
 public:
  base::Result<bool> are_offered() override { return offered; }
  base::Result<NativeBackup> start(std::string_view collection,
                                   base::UnixMillis /*now_ms*/) override {
    NativeBackup backup;
    backup.collection = collection;
    backup.id = "arn:" + backup.collection;
    backup.items = backed_up_things;
    ++started;
    return backup;
  }
  base::Result<NativeBackup> wait_until_usable(std::string_view id,
                                               const base::Cancellation& /*unused*/) override {
    if (fails) return base::fail(ErrorKind::unavailable, "it takes too long", "wait");
    WHIMBREL_ASSIGN(NativeBackup backup, start(id.substr(4), 0));
    backup.is_usable = true;
    return backup;
  }
  base::Result<std::vector<NativeBackup>> list(std::string_view /*collection*/) override {
    return std::vector<NativeBackup>();
  }
  base::Result<NativeBackup> find(std::string_view /*id_or_name*/) override {
    return NativeBackup();
  }
  base::Status restore(std::string_view /*id*/, std::string_view /*into*/,
                       const base::Cancellation& /*unused*/) override {
    return {};
  }
  std::string restore_command(std::string_view /*id*/, std::string_view /*into*/) const override {
    return {};
  }
  std::string_view not_restored() const override { return {}; }
  base::Status erase(std::string_view /*id*/) override { return {}; }

  bool offered = true;
  bool fails = false;
  int started = 0;
};

class StoreWithServer final : public stores::testing::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  stores::NativeBackups* native_backups() override { return &backups; }

  ServerBackups backups;
};

class RunBackup : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(testing::fill_things(memory_, backed_up_things));
    directory_ = std::filesystem::temp_directory_path() /
                 ("whimbrel-run-backup-" + std::to_string(getpid()));
    bench_.options.backup_first = true;
    bench_.options.backup_directory = directory_;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  static auto event(const char* what) { return Field(&TimelineEvent::what, HasSubstr(what)); }

  stores::memory::MemoryStore memory_;
  StoreWithServer store_{memory_};
  testing::RunBench bench_{store_};
  std::filesystem::path directory_;
};

TEST_F(RunBackup, is_taken_by_the_server_where_it_makes_backups) {
  const auto report = bench_.up();
  ASSERT_TRUE(report) << report.error().describe();
  ASSERT_EQ(report->backups.size(), 1u);
  EXPECT_EQ(report->backups.front().kind, BackupTaken::Kind::server);
  EXPECT_EQ(report->backups.front().items, std::uint64_t{backed_up_things});
  EXPECT_THAT(report->run.backups, ElementsAre("arn:things"));
  EXPECT_THAT(report->timeline, Contains(event("taken by the server: arn:things")));
  EXPECT_FALSE(std::filesystem::exists(directory_));
}

TEST_F(RunBackup, is_an_archive_where_the_server_has_no_such_call_and_the_report_says_so) {
  store_.backups.offered = false;
  const auto report = bench_.up();
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_EQ(report->backups.front().kind, BackupTaken::Kind::archive);
  EXPECT_TRUE(std::filesystem::exists(report->backups.front().path));
  EXPECT_THAT(report->timeline, Contains(event("this server makes no backups")));
}

TEST_F(RunBackup, is_an_archive_when_one_is_asked_for) {
  bench_.options.backup_as_archive = true;
  const auto report = bench_.up();
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_EQ(report->backups.front().kind, BackupTaken::Kind::archive);
  EXPECT_EQ(store_.backups.started, 0);
}

TEST_F(RunBackup, that_cannot_be_had_stops_the_run_before_it_writes) {
  store_.backups.fails = true;
  const std::string before = bench_.things();
  const auto report = bench_.up();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind(), ErrorKind::unavailable);
  EXPECT_EQ(bench_.things(), before);
}

}  // namespace
}  // namespace whimbrel::engine
