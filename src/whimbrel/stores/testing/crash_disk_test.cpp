#include "whimbrel/stores/testing/crash_disk.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_context.hpp"
#include "whimbrel/stores/contract/contract_suite.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"

namespace whimbrel::stores::testing {
namespace {

using base::ErrorKind;
using contract::Context;

constexpr int transactions = 6;

base::Result<std::shared_ptr<Store>> open_on(const CrashDisk& disk) {
  sqlite::SqliteOptions options;
  options.path = "/store.db";
  options.vfs = disk.vfs_name();
  options.busy_timeout_ms = 200;
  WHIMBREL_ASSIGN(std::shared_ptr<Store> store, sqlite::SqliteStore::open(std::move(options)));
  return store;
}

struct StoreOnDisk {
  CrashDisk disk;
  std::shared_ptr<Store> store;
};

std::shared_ptr<Store> make_on_crash_disk() {
  auto both = std::make_shared<StoreOnDisk>();
  auto store = open_on(both->disk);
  if (!store) return nullptr;
  both->store = *std::move(store);
  return {both, both->store.get()};
}

const bool registered =
    contract::register_contract_suite({"SqliteOnCrashDisk", make_on_crash_disk, {}});

// A writer of a few transactions, each an item and a record that only make sense together. Counts
// those that were acknowledged; stops at the first error.
class Writer {
 public:
  explicit Writer(const CrashDisk& disk) : disk_(disk) {}

  int acknowledged() const { return acknowledged_; }
  const std::optional<base::Error>& failure() const { return failure_; }

  void run() {
    if (auto done = write_all(); !done) failure_ = std::move(done).error();
  }

 private:
  base::Status write_all() {
    WHIMBREL_ASSIGN(const auto store, open_on(disk_));
    WHIMBREL_TRY(store->create_collection({"tokens", {model::Path({"_id"})}}));
    WHIMBREL_ASSIGN(const auto session, store->open_session());
    for (int number = 0; number < transactions; ++number) {
      WHIMBREL_TRY(write_one(*session, number));
      ++acknowledged_;
      if (number == transactions / 2) {
        WHIMBREL_TRY(store->maintain());
      }
    }
    return {};
  }

  static base::Status write_one(Session& session, int number) {
    const std::string key = fmt::format("\"{:04}\"", number);
    const std::string item = fmt::format(R"({{"_id":{},"pad":"{}"}})", key, std::string(900, 'p'));
    ItemWrite write;
    write.kind = ItemWrite::Kind::insert;
    write.collection = "tokens";
    write.key = key;
    write.after = item;
    WriteOutcome outcome{};
    WHIMBREL_TRY(session.begin());
    WHIMBREL_TRY(session.write({&write, 1}, {&outcome, 1}));
    WHIMBREL_TRY(Context::put(session, Space::ledger, fmt::format("done/{:04}", number), "{}", 1));
    return session.commit();
  }

  const CrashDisk& disk_;
  int acknowledged_ = 0;
  std::optional<base::Error> failure_;
};

// How many transactions the next process finds, or what is wrong with what it finds.
base::Result<int> transactions_on(const CrashDisk& disk) {
  WHIMBREL_ASSIGN(const auto store, open_on(disk));
  WHIMBREL_TRY(store->create_collection({"tokens", {model::Path({"_id"})}}));
  WHIMBREL_ASSIGN(const auto session, store->open_session());
  Page page;
  WHIMBREL_TRY(session->scan({"tokens", {}}, page));
  WHIMBREL_ASSIGN(const auto records, session->list_records(Space::ledger, "done/", "", 1'000));
  if (page.size() != records.size())
    return base::fail(ErrorKind::corrupt,
                      fmt::format("{} items but {} records", page.size(), records.size()));
  for (std::size_t i = 0; i < page.size(); ++i)
    if (page[i].key != fmt::format("\"{:04}\"", i))
      return base::fail(ErrorKind::corrupt, fmt::format("item {} is {}", i, page[i].key));
  return static_cast<int>(page.size());
}

// What was acknowledged is there, and at most one more, whose commit was under way.
::testing::AssertionResult holds_what_was_acknowledged(const CrashDisk& disk, int acknowledged) {
  const auto found = transactions_on(disk);
  if (!found) return ::testing::AssertionFailure() << found.error().describe();
  if (*found == acknowledged || *found == acknowledged + 1) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << *found << " found, " << acknowledged << " acknowledged";
}

std::uint64_t count_boundaries() {
  CrashDisk disk;
  Writer writer(disk);
  writer.run();
  EXPECT_EQ(writer.acknowledged(), transactions);
  return disk.boundaries_passed();
}

TEST(CrashDisk, a_kill_at_any_boundary_keeps_every_acknowledged_transaction) {
  const std::uint64_t boundaries = count_boundaries();
  ASSERT_GT(boundaries, 40U);
  for (const KillPoint point : {KillPoint::before, KillPoint::within})
    for (std::uint64_t boundary = 1; boundary <= boundaries; ++boundary) {
      CrashDisk disk;
      disk.kill_at_boundary(boundary, point);
      Writer writer(disk);
      writer.run();
      EXPECT_TRUE(disk.killed());
      disk.restart();
      EXPECT_TRUE(holds_what_was_acknowledged(disk, writer.acknowledged())) << boundary;
    }
}

// Takes images at every boundary of one run, and holds each against what was acknowledged by then.
struct PowerLosses {
  int images = 0;
  int damaged = 0;
};

PowerLosses lose_power_everywhere(bool ignore_sync, std::uint64_t seeds) {
  CrashDisk disk;
  disk.set_ignore_sync(ignore_sync);
  Writer writer(disk);
  PowerLosses losses;
  disk.on_boundary([&](std::uint64_t boundary) {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const CrashDisk after(disk.after_power_loss(boundary * 1'000 + seed));
      ++losses.images;
      if (!holds_what_was_acknowledged(after, writer.acknowledged())) ++losses.damaged;
    }
  });
  writer.run();
  return losses;
}

TEST(CrashDisk, a_power_loss_at_any_boundary_keeps_every_acknowledged_transaction) {
  const PowerLosses losses = lose_power_everywhere(false, 12);
  EXPECT_GT(losses.images, 500);
  EXPECT_EQ(losses.damaged, 0);
}

TEST(CrashDisk, power_loss_does_damage_when_syncs_do_nothing) {
  EXPECT_GT(lose_power_everywhere(true, 4).damaged, 10);
}

// One failing call: the writer hears of it or it did no harm, and nothing acknowledged is lost.
TEST(CrashDisk, no_failing_call_loses_an_acknowledged_transaction) {
  CrashDisk healthy;
  Writer counting(healthy);
  counting.run();
  for (const IoFault fault : {IoFault::no_space, IoFault::io_error, IoFault::short_count})
    for (std::uint64_t call = 1; call <= healthy.calls_made(); ++call) {
      CrashDisk disk;
      disk.fail_call(call, fault);
      Writer writer(disk);
      writer.run();
      if (!writer.failure()) {
        EXPECT_EQ(writer.acknowledged(), transactions);
      }
      for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const CrashDisk after(disk.after_power_loss(call * 10 + seed));
        EXPECT_TRUE(holds_what_was_acknowledged(after, writer.acknowledged()))
            << "call " << call << " fault " << static_cast<int>(fault) << " "
            << (writer.failure() ? writer.failure()->describe() : "");
      }
      disk.restart();
      EXPECT_TRUE(holds_what_was_acknowledged(disk, writer.acknowledged())) << call;
    }
}

TEST(CrashDisk, faults_come_as_the_kinds_that_they_are) {
  bool saw_no_space = false;
  bool saw_io = false;
  for (std::uint64_t call = 1; call <= 60; ++call)
    for (const IoFault fault : {IoFault::no_space, IoFault::io_error}) {
      CrashDisk disk;
      disk.fail_call(call, fault);
      Writer writer(disk);
      writer.run();
      if (!writer.failure()) continue;
      saw_no_space = saw_no_space || writer.failure()->kind() == ErrorKind::no_space;
      saw_io = saw_io || writer.failure()->kind() == ErrorKind::io;
      EXPECT_FALSE(writer.failure()->remedy().empty());
    }
  EXPECT_TRUE(saw_no_space);
  EXPECT_TRUE(saw_io);
}

TEST(CrashDisk, a_session_whose_commit_failed_to_sync_writes_no_more) {
  CrashDisk disk;
  {
    Context context(*open_on(disk));
    context.make_collection();
    context.insert(context.key(1), context.item(1));
    const std::uint64_t before = disk.calls_made();
    context.insert(context.key(2), context.item(2));
    disk.fail_call(disk.calls_made() + (disk.calls_made() - before), IoFault::io_error);
    Session& session = context.session();
    ASSERT_TRUE(session.begin());
    context.insert(context.key(3), context.item(3));
    const auto committed = session.commit();
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().kind(), ErrorKind::io);
    for (const auto& refused :
         {session.begin(), Context::put(session, Space::ledger, "run/1", "{}", 1)}) {
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().kind(), ErrorKind::io);
    }
    EXPECT_TRUE(context.read(context.key(2))) << "reading goes on";
    const auto reopened = context.open_session();
    EXPECT_EQ(Context::read(*reopened, context.key(3)), std::nullopt);
    EXPECT_TRUE(Context::put(*reopened, Space::ledger, "run/1", "{}", 1));
  }
  disk.restart();
  Context after(*open_on(disk));
  EXPECT_EQ(after.read(after.key(3)), std::nullopt) << "what a reader saw last is what is there";
  EXPECT_TRUE(Context::get(after.session(), Space::ledger, "run/1"));
}

TEST(CrashDisk, a_closed_store_is_one_whole_file) {
  CrashDisk disk;
  Writer(disk).run();
  const DiskImage image = disk.as_it_is();
  EXPECT_EQ(image.size(), 1U);
  EXPECT_TRUE(image.contains("/store.db"));
}

TEST(CrashDisk, the_same_seed_gives_the_same_image) {
  CrashDisk disk;
  disk.kill_at_boundary(60);
  Writer(disk).run();
  EXPECT_EQ(disk.after_power_loss(5), disk.after_power_loss(5));
  std::set<DiskImage> different;
  for (std::uint64_t seed = 0; seed < 20; ++seed) different.insert(disk.after_power_loss(seed));
  EXPECT_GT(different.size(), 1U);
}

}  // namespace
}  // namespace whimbrel::stores::testing
