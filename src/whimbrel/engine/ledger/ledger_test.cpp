#include "whimbrel/engine/ledger/ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/journal/testing/store_kinds.hpp"
#include "whimbrel/engine/ledger/ledger_json.hpp"

namespace whimbrel::engine {
namespace {

using stores::Space;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Ledgers : public testing::OnEachStore {
 protected:
  void SetUp() override { put(Space::ledger, fence_.lease_key, "{}", fence_.token); }

  Ledger ledger() { return Ledger(session()); }

  RunRecord put_run(std::string run_id, std::string migration_id, base::UnixMillis started_ms) {
    RunRecord run;
    run.run_id = std::move(run_id);
    run.migration_id = std::move(migration_id);
    run.started_ms = started_ms;
    EXPECT_TRUE(ledger().put_run(run, fence_));
    return run;
  }

  std::vector<std::string> ids(std::string_view migration_id, std::size_t runs_max = 100) {
    std::vector<std::string> found;
    const auto runs = ledger().runs(migration_id, runs_max);
    EXPECT_TRUE(runs) << runs.error().describe();
    for (const RunRecord& run : runs.value_or(std::vector<RunRecord>{}))
      found.push_back(run.run_id);
    return found;
  }

  const stores::Fence fence_{"lease/m", 5};
  const stores::Fence lost_fence_{"lease/m", 4};
};

INSTANTIATE_TEST_SUITE_P(Store, Ledgers, testing::each_store(), testing::store_name);

TEST_P(Ledgers, keeps_runs_under_their_ids) {
  EXPECT_FALSE(ledger().run("m-20250127-024000-0001").value());
  RunRecord run = put_run("m-20250127-024000-0001", "m", 1);
  EXPECT_EQ(get(Space::ledger, "run/m-20250127-024000-0001").value, to_json(run));
  run.status = RunStatus::completed;
  ASSERT_TRUE(ledger().put_run(run, fence_));
  EXPECT_EQ(ledger().run(run.run_id).value()->status, RunStatus::completed);
}

TEST_P(Ledgers, lists_runs_newest_first) {
  put_run("m-20250127-024000-0001", "m", 100);
  put_run("m-20250127-024002-0001", "m", 300);
  put_run("m-20250127-024001-0001", "m", 200);
  put_run("a-20250127-024001-0001", "a", 250);
  EXPECT_THAT(ids("m"), ElementsAre("m-20250127-024002-0001", "m-20250127-024001-0001",
                                    "m-20250127-024000-0001"));
  EXPECT_THAT(ids("m", 1), ElementsAre("m-20250127-024002-0001"));
  EXPECT_THAT(ids("", 2), ElementsAre("m-20250127-024002-0001", "a-20250127-024001-0001"));
  EXPECT_EQ(ledger().latest_run("m").value()->run_id, "m-20250127-024002-0001");
  EXPECT_FALSE(ledger().latest_run("other").value());
  EXPECT_THAT(ids("other"), IsEmpty());
}

TEST_P(Ledgers, a_migrations_runs_stand_apart_from_those_of_one_with_a_longer_name) {
  put_run("m-20250127-024000-0001", "m", 1);
  put_run("m-2-20250127-024001-0001", "m-2", 2);
  put(Space::ledger, "run/m-2-20250127-024002-0001", "damaged");
  EXPECT_THAT(ids("m"), ElementsAre("m-20250127-024000-0001"));
  EXPECT_FALSE(ledger().runs("m-2", 10)) << "its own damage is not passed over";
}

TEST_P(Ledgers, lists_more_runs_than_one_page_of_records) {
  for (int i = 0; i < 1'203; ++i) put_run("m-" + std::to_string(10'000 + i), "m", i);
  EXPECT_EQ(ids("m", 5'000).size(), 1'203u);
  EXPECT_THAT(ids("m", 2), ElementsAre("m-11202", "m-11201"));
}

TEST_P(Ledgers, a_damaged_run_is_corrupt_and_named) {
  put(Space::ledger, "run/m-20250127-024000-0001", R"({"run_id":"m-20250127-024000-0001"})");
  const auto run = ledger().latest_run("m");
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().kind(), base::ErrorKind::corrupt);
  EXPECT_EQ(run.error().describe(),
            "ledger record run/m-20250127-024000-0001: field migration_id is missing");
}

TEST_P(Ledgers, keeps_plans_byte_for_byte) {
  const auto none = ledger().plan("r");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind(), base::ErrorKind::corrupt);
  EXPECT_EQ(none.error().message(), "ledger record plan/r is gone");
  ASSERT_TRUE(ledger().put_plan("r", "{\n \"a\": 1}\n", fence_));
  EXPECT_EQ(ledger().plan("r").value(), "{\n \"a\": 1}\n");
}

TEST_P(Ledgers, keeps_checkpoints_by_phase_and_segment) {
  Checkpoint checkpoint;
  checkpoint.segment = 2;
  checkpoint.last_key = "\"k\"";
  EXPECT_FALSE(ledger().checkpoint("r", "apply", 2).value());
  ASSERT_TRUE(ledger().put_checkpoint("r", "apply", checkpoint, fence_));
  EXPECT_EQ(get(Space::ledger, "checkpoint/r/apply/0002").value, to_json(checkpoint));
  EXPECT_EQ(ledger().checkpoint("r", "apply", 2).value()->last_key, "\"k\"");
  EXPECT_FALSE(ledger().checkpoint("r", "apply", 1).value());
  EXPECT_FALSE(ledger().checkpoint("r", "undo", 2).value());
}

TEST_P(Ledgers, quarantines_the_same_item_once_a_phase) {
  const QuarantinedItem item{"tokens", "\"k\"", "first", 1};
  ASSERT_TRUE(ledger().put_quarantined("r", "apply", item, fence_));
  ASSERT_TRUE(ledger().put_quarantined("r", "apply", {"tokens", "\"k\"", "second", 2}, fence_));
  ASSERT_TRUE(ledger().put_quarantined("r", "apply", {"wallets", "\"k\"", "other", 3}, fence_));
  ASSERT_TRUE(ledger().put_quarantined("r", "undo", item, fence_));
  const auto items = ledger().quarantined("r", "apply", 10).value();
  ASSERT_EQ(items.size(), 2u);
  EXPECT_TRUE(items[0].reason == "second" || items[1].reason == "second");
  EXPECT_EQ(ledger().quarantined("r", "apply", 1).value().size(), 1u);
  EXPECT_EQ(ledger().quarantined("r", "undo", 10).value().front().reason, "first");
}

TEST_P(Ledgers, every_write_of_a_run_fails_once_its_fence_is_lost) {
  RunRecord run;
  run.run_id = "m-20250127-024000-0001";
  for (const base::Status& status :
       {ledger().put_run(run, lost_fence_), ledger().put_plan("r", "{}", lost_fence_),
        ledger().put_checkpoint("r", "apply", {}, lost_fence_),
        ledger().put_quarantined("r", "apply", {}, lost_fence_),
        ledger().audit({}, &lost_fence_)}) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind(), base::ErrorKind::lease_lost);
  }
  EXPECT_TRUE(session().list_records(Space::ledger, "", "", 10).value().size() == 1);
  EXPECT_TRUE(session().list_records(Space::audit, "", "", 10).value().empty());
}

TEST_P(Ledgers, writes_take_part_in_the_open_transaction) {
  if (!store().capabilities().transactions) GTEST_SKIP() << "this store has none";
  ASSERT_TRUE(session().begin());
  put_run("m-20250127-024000-0001", "m", 1);
  ASSERT_TRUE(ledger().audit({}, &fence_));
  ASSERT_TRUE(session().rollback());
  EXPECT_THAT(ids("m"), IsEmpty());
  EXPECT_TRUE(read_audit(session(), 0, 10).value().empty());
  EXPECT_TRUE(verify_audit_chain(session())->intact());
}

}  // namespace
}  // namespace whimbrel::engine
