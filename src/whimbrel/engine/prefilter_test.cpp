#include <gtest/gtest.h>

#include <atomic>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using stores::memory::MemoryStore;
using testing::RunBench;

class CountingObserver final : public ItemObserver {
 public:
  explicit CountingObserver(std::atomic<std::uint64_t>& seen) : seen_(seen) {}
  void observe(const model::ItemView&) override { ++seen_; }
  void observe_unreadable() override { ++seen_; }

 private:
  std::atomic<std::uint64_t>& seen_;
};

// The migration of the other tests, which says that it leaves alone what is fine.
class FilteredMigration final : public Migration {
 public:
  explicit FilteredMigration(bool observes) : observes_(observes) {}

  const MigrationInfo& info() const override { return changes_.info(); }
  std::span<const model::Path> guard_fields() const override { return changes_.guard_fields(); }
  const model::Filter* prefilter() const override { return &filter_; }
  base::Result<std::unique_ptr<Transformer>> prepare(const PinnedInputs& inputs,
                                                     const model::ItemCodec& codec) const override {
    return changes_.prepare(inputs, codec);
  }
  base::Result<std::unique_ptr<ItemObserver>> make_observer(
      const model::ItemCodec&) const override {
    if (!observes_) return nullptr;
    return std::make_unique<CountingObserver>(observed);
  }

  mutable std::atomic<std::uint64_t> observed{0};

 private:
  testing::StateMigration changes_;
  model::Filter filter_ =
      model::Filter::compile(model::Object{{"state", model::Object{{"$ne", "fine"}}}}).value();
  bool observes_;
};

class Prefilter : public ::testing::Test {
 protected:
  Prefilter() { EXPECT_TRUE(testing::fill_things(store_, 100)); }

  // What a run without a filter makes of the same items.
  static std::string expected() {
    MemoryStore store;
    EXPECT_TRUE(testing::fill_things(store, 100));
    RunBench bench(store);
    EXPECT_TRUE(bench.up());
    return bench.things();
  }

  MemoryStore store_;
};

TEST_F(Prefilter, a_run_reads_only_what_its_migration_may_change) {
  const FilteredMigration migration(false);
  RunBench bench(store_, migration);
  const auto plan = bench.plan();
  ASSERT_TRUE(plan) << plan.error().describe();
  EXPECT_EQ(plan->items_total, 100U) << "shares are of the whole collection";
  EXPECT_EQ(plan->items_selected, 44U);
  const auto report = bench.up();
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_EQ(report->run.counters.changed, 44U);
  EXPECT_EQ(report->run.counters.scanned, 44U);
  EXPECT_EQ(bench.things(), expected());
}

TEST_F(Prefilter, an_observer_sees_every_item_all_the_same) {
  const FilteredMigration migration(true);
  RunBench bench(store_, migration);
  ASSERT_TRUE(bench.up());
  EXPECT_EQ(migration.observed, 90U) << "those that are left";
}

TEST_F(Prefilter, a_dry_run_finds_what_it_wrote_and_not_what_is_below) {
  const FilteredMigration migration(false);
  const std::string before = testing::dump(store_, "things");
  MemoryStore scratch;
  DryRunStore dry(store_, scratch);
  RunBench bench(dry, migration);
  const auto report = bench.up();
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_EQ(report->run.counters.changed, 44U);
  EXPECT_EQ(bench.things(), expected());
  EXPECT_EQ(testing::dump(store_, "things"), before);
}

TEST_F(Prefilter, a_run_that_selects_next_to_nothing_comes_to_its_end) {
  const FilteredMigration migration(false);
  MemoryStore large;
  ASSERT_TRUE(testing::fill_things(large, 3));
  {
    const auto session = large.open_session().value();
    for (int i = 3; i < 45'000; i += 5'000) {
      std::vector<std::string> keys, items;
      std::vector<stores::ItemWrite> writes(5'000);
      for (int j = 0; j < 5'000; ++j) {
        keys.push_back(testing::item_key(i + j));
        items.push_back(testing::item_text(i + j, "fine"));
      }
      for (std::size_t j = 0; j < writes.size(); ++j) {
        writes[j].kind = stores::ItemWrite::Kind::insert;
        writes[j].collection = "things";
        writes[j].key = keys[j];
        writes[j].after = items[j];
      }
      std::vector<stores::WriteOutcome> outcomes(writes.size());
      ASSERT_TRUE(session->write(writes, outcomes));
    }
  }
  ASSERT_TRUE(testing::overwrite_item(large, 44'000, testing::item_text(44'000, "dead")));
  RunBench bench(large, migration);
  const auto report = bench.up();
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_EQ(report->run.counters.changed, 2U);
  EXPECT_EQ(report->plan.items_total, 45'003U);
}

}  // namespace
}  // namespace whimbrel::engine
