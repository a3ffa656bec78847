// An import that ends in the middle, however it ends, is completed by running it again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/testing/state_migration.hpp"
#include "whimbrel/engine/transfer/testing/transfer_bench.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"
#include "whimbrel/stores/testing/crash_disk.hpp"
#include "whimbrel/stores/testing/fault_injecting_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::testing::Fault;
using stores::memory::MemoryOptions;
using stores::memory::MemoryStore;
using stores::testing::FaultInjectingStore;
using stores::testing::FaultInjector;
using stores::testing::FaultPoint;
using testing::dump;
using testing::TransferBench;

constexpr int item_count = 60;

// In no order, with a line in the middle that is set aside.
std::string input_lines() {
  std::string text;
  for (int i = 0; i < item_count; ++i) {
    text += fmt::format("{{\"_id\": \"{:02}\", \"n\": {}}}\n", i * 37 % item_count, i);
    if (i == item_count / 2) text += "{bad\n";
  }
  return text;
}

base::Result<ImportSummary> import_once(stores::Store& store, DuplicatePolicy policy,
                                        TransferBench& bench) {
  bench.import_options.on_duplicate = policy;
  bench.import_options.bad_records_file = "bad";
  return bench.import_text(store, input_lines());
}

std::string whole_collection() {
  MemoryStore store;
  TransferBench bench;
  EXPECT_TRUE(import_once(store, DuplicatePolicy::refuse, bench));
  return dump(store, "tokens");
}

class ImportCrash : public ::testing::TestWithParam<FaultPoint> {};

TEST_P(ImportCrash, at_any_boundary_of_a_store_without_transactions_is_completed_by_a_second_run) {
  const std::string expected = whole_collection();
  MemoryOptions options;
  options.transactions = false;
  options.write_items_max = 7;
  bool finished = false;
  for (std::uint64_t boundary = 1; !finished; ++boundary) {
    ASSERT_LT(boundary, 10u * item_count);
    MemoryStore store(options);
    FaultInjector injector;
    FaultInjectingStore failing(store, injector);
    injector.kill_at(boundary, GetParam());
    TransferBench first;
    finished = import_once(failing, DuplicatePolicy::refuse, first).has_value();
    EXPECT_EQ(first.disk.content("bad").has_value(), finished);

    injector.restart();
    TransferBench second;
    const auto again = import_once(failing, DuplicatePolicy::skip, second);
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_EQ(again->inserted + again->skipped, static_cast<std::uint64_t>(item_count));
    EXPECT_EQ(again->bad, 1u);
    EXPECT_EQ(dump(store, "tokens"), expected) << "killed at " << boundary;
  }
}

INSTANTIATE_TEST_SUITE_P(Points, ImportCrash,
                         ::testing::Values(FaultPoint::before_effect, FaultPoint::after_effect),
                         [](const auto& instance) {
                           return instance.param == FaultPoint::before_effect ? "before" : "after";
                         });

std::unique_ptr<stores::Store> open_sqlite(const stores::testing::CrashDisk& disk) {
  stores::sqlite::SqliteOptions options;
  options.path = "/tokens.db";
  options.vfs = disk.vfs_name();
  auto opened = stores::sqlite::SqliteStore::open(options);
  if (!opened) return nullptr;
  return *std::move(opened);
}

TEST(ImportPowerLoss, at_any_boundary_of_sqlite_is_completed_by_a_second_run) {
  const std::string expected = whole_collection();
  std::uint64_t boundaries = 0;
  {
    stores::testing::CrashDisk disk;
    const auto store = open_sqlite(disk);
    TransferBench bench;
    ASSERT_TRUE(import_once(*store, DuplicatePolicy::refuse, bench));
    boundaries = disk.boundaries_passed();
  }
  ASSERT_GT(boundaries, 10u);
  for (std::uint64_t boundary = 1; boundary <= boundaries; ++boundary) {
    stores::testing::CrashDisk disk;
    disk.kill_at_boundary(boundary, stores::testing::KillPoint::within);
    if (const auto store = open_sqlite(disk)) {
      TransferBench bench;
      (void)import_once(*store, DuplicatePolicy::refuse, bench);
    }
    disk.lose_power(boundary);
    const auto store = open_sqlite(disk);
    ASSERT_TRUE(store) << "power lost at " << boundary;
    TransferBench bench;
    const auto again = import_once(*store, DuplicatePolicy::skip, bench);
    ASSERT_TRUE(again) << "power lost at " << boundary << ": " << again.error().describe();
    EXPECT_EQ(dump(*store, "tokens"), expected) << "power lost at " << boundary;
  }
}

// Each call of the file system fails once: an error with something to do, or a whole import.
TEST(ImportFault, at_any_call_of_the_file_system_is_an_error_or_has_no_effect) {
  const std::string expected = whole_collection();
  for (const Fault fault : {Fault::io_error, Fault::no_space, Fault::short_count}) {
    bool passed_all = false;
    for (std::uint64_t call = 1; !passed_all; ++call) {
      ASSERT_LT(call, 200u);
      MemoryStore store;
      TransferBench bench;
      bench.disk.restart();
      bench.disk.fail_call(call, fault);
      const auto summary = import_once(store, DuplicatePolicy::refuse, bench);
      passed_all = bench.disk.calls_made() < call;
      if (summary) {
        EXPECT_EQ(dump(store, "tokens"), expected) << "call " << call;
        EXPECT_TRUE(bench.disk.content("bad"));
        continue;
      }
      EXPECT_TRUE(summary.error().kind() == ErrorKind::io ||
                  summary.error().kind() == ErrorKind::no_space)
          << "call " << call << ": " << summary.error().describe();
    }
  }
}

}  // namespace
}  // namespace whimbrel::engine
