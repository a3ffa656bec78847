#include "whimbrel/engine/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;

// The bench's migration after somebody edited it.
class EditedMigration final : public Migration {
 public:
  explicit EditedMigration(const Migration& original)
      : original_(original), info_(original.info()) {
    info_.definition += " edited";
  }
  const MigrationInfo& info() const override { return info_; }
  std::span<const model::Path> guard_fields() const override { return original_.guard_fields(); }
  base::Result<std::unique_ptr<Transformer>> prepare(const PinnedInputs& inputs,
                                                     const model::ItemCodec& codec) const override {
    return original_.prepare(inputs, codec);
  }

 private:
  const Migration& original_;
  MigrationInfo info_;
};

class Baseline : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(testing::fill_things(store_, 40)); }

  std::vector<AuditEvent> events() {
    const auto session = store_.open_session();
    return *read_audit(**session, 0, 100);
  }
  std::optional<RunRecord> latest() {
    const auto session = store_.open_session();
    return *Ledger(**session).latest_run(bench_.migration.info().id);
  }

  stores::memory::MemoryStore store_;
  testing::RunBench bench_{store_};
};

TEST_F(Baseline, counts_as_applied_and_changes_no_item) {
  const std::string before = bench_.things();
  const auto run = baseline_migration(bench_.environment(), bench_.migration, bench_.options);
  ASSERT_TRUE(run) << run.error().describe();
  EXPECT_TRUE(run->baseline);
  EXPECT_EQ(run->status, RunStatus::completed);
  EXPECT_EQ(bench_.things(), before);
  ASSERT_TRUE(latest());
  EXPECT_TRUE(latest()->baseline);
  EXPECT_EQ(events().back().action, "baselined");
  EXPECT_EQ(events().back().actor, "tester@here");
  EXPECT_THAT(bench_.up().error().message(), HasSubstr("already been completed"));
}

TEST_F(Baseline, can_be_verified_and_told_like_any_run) {
  ASSERT_TRUE(baseline_migration(bench_.environment(), bench_.migration, bench_.options));
  const auto report = bench_.verify();
  ASSERT_TRUE(report) << report.error().describe();
  // The items are still those of before, so the word that was given was wrong.
  EXPECT_FALSE(all_passed(report->checks));
  EXPECT_TRUE(load_report(bench_.environment(), bench_.migration, {}));
}

TEST_F(Baseline, cannot_be_taken_back) {
  ASSERT_TRUE(baseline_migration(bench_.environment(), bench_.migration, bench_.options));
  const auto refused = bench_.down();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("was baselined"));
  EXPECT_THAT(refused.error().remedy(), HasSubstr("baseline --withdraw"));
}

TEST_F(Baseline, withdrawn_is_pending_again) {
  ASSERT_TRUE(baseline_migration(bench_.environment(), bench_.migration, bench_.options));
  ASSERT_TRUE(withdraw_baseline(bench_.environment(), bench_.migration, bench_.options));
  EXPECT_EQ(events().back().action, "baseline withdrawn");
  EXPECT_TRUE(bench_.up());
}

TEST_F(Baseline, of_what_was_run_is_refused_and_not_withdrawn) {
  ASSERT_TRUE(bench_.up());
  EXPECT_EQ(
      baseline_migration(bench_.environment(), bench_.migration, bench_.options).error().kind(),
      ErrorKind::refused);
  EXPECT_THAT(
      withdraw_baseline(bench_.environment(), bench_.migration, bench_.options).error().message(),
      HasSubstr("is no baseline"));
}

TEST_F(Baseline, repair_takes_the_new_checksum_and_leaves_both_in_the_audit) {
  ASSERT_TRUE(bench_.up());
  const EditedMigration edited(bench_.migration);
  EXPECT_THAT(run_down(bench_.environment(), edited, bench_.options).error().remedy(),
              HasSubstr("whimbrel repair"));
  const auto repair = repair_checksum(bench_.environment(), edited, bench_.options);
  ASSERT_TRUE(repair) << repair.error().describe();
  EXPECT_EQ(repair->recorded, bench_.migration.checksum());
  EXPECT_EQ(latest()->migration_checksum, edited.checksum());
  EXPECT_EQ(events().back().action, "checksum repaired");
  EXPECT_EQ(events().back().detail, repair->recorded + " -> " + repair->repaired);
  EXPECT_TRUE(run_down(bench_.environment(), edited, bench_.options));
}

TEST_F(Baseline, repair_of_what_is_whole_is_refused) {
  EXPECT_FALSE(repair_checksum(bench_.environment(), bench_.migration, bench_.options));
  ASSERT_TRUE(bench_.up());
  const auto refused = repair_checksum(bench_.environment(), bench_.migration, bench_.options);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("nothing to repair"));
}

}  // namespace
}  // namespace whimbrel::engine
