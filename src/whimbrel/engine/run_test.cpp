#include <gtest/gtest.h>

#include <filesystem>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/ledger/control.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"
#include "whimbrel/stores/testing/fault_injecting_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using testing::fill_things;
using testing::item_text;
using testing::overwrite_item;
using testing::RunBench;

constexpr int things = 100;

// A run on each kind of store: with transactions, without, and the embedded one.
class Run : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "sqlite") {
      file_ = std::filesystem::temp_directory_path() /
              ("whimbrel-run-" + std::to_string(getpid()) + "-" +
               std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".db");
      stores::sqlite::SqliteOptions options;
      options.path = file_;
      auto opened = stores::sqlite::SqliteStore::open(options);
      ASSERT_TRUE(opened) << opened.error().describe();
      store_ = *std::move(opened);
    } else {
      stores::memory::MemoryOptions options;
      options.transactions = GetParam() == "memory";
      options.ordered_scans = GetParam() != "memory_without_order";
      options.write_items_max = GetParam() == "memory" ? 10'000 : 25;
      store_ = std::make_unique<stores::memory::MemoryStore>(options);
    }
    const auto filled = fill_things(*store_, things);
    ASSERT_TRUE(filled) << filled.error().describe();
    bench_ = std::make_unique<RunBench>(*store_);
    before_ = bench_->things();
  }

  void TearDown() override {
    bench_.reset();
    store_.reset();
    if (file_.empty()) return;
    for (const char* suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(file_.string() + suffix);
  }

  // What the collection must hold after a whole run, written down apart from the engine.
  std::string expected_after(base::UnixMillis run_time_ms) {
    std::string text;
    for (int i = 0; i < things; ++i) {
      if (i % 3 != 0 && i % 7 == 0) continue;
      std::string item = item_text(i, "fine");
      if (i % 3 == 0) {
        item = item_text(i, "new",
                         R"("tail": 1, "stamp": {"$date":{"$numberLong":")" +
                             std::to_string(run_time_ms) + R"("}})");
      }
      text += testing::item_key(i) + "\t" + item + "\n";
    }
    return text;
  }

  RunBench& bench() { return *bench_; }
  std::string before_;

 private:
  std::filesystem::path file_;
  std::unique_ptr<stores::Store> store_;
  std::unique_ptr<RunBench> bench_;
};

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

TEST_P(Run, up_changes_what_is_selected_and_nothing_else) {
  const auto plan = bench().plan();
  ASSERT_OK(plan);
  EXPECT_EQ(plan->items_total, 100u);
  EXPECT_EQ(plan->items_selected, 44u);
  EXPECT_EQ(bench().things(), before_);
  const auto report = bench().up();
  ASSERT_OK(report);
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_EQ(report->run.counters.changed, 44u);
  EXPECT_EQ(report->run.counters.scanned, 100u);
  EXPECT_TRUE(all_passed(report->checks));
  EXPECT_EQ(bench().things(), expected_after(report->plan.inputs.run_time_ms));
}

TEST_P(Run, down_gives_back_every_byte) {
  ASSERT_OK(bench().up());
  const auto report = bench().down();
  ASSERT_OK(report);
  EXPECT_EQ(report->run.status, RunStatus::rolled_back);
  EXPECT_EQ(bench().things(), before_);
}

TEST_P(Run, a_completed_migration_is_not_applied_again) {
  ASSERT_OK(bench().up());
  const auto again = bench().up();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::refused);
  EXPECT_EQ(again.error().message(), "Migration has already been completed");
}

TEST_P(Run, what_was_rolled_back_can_be_applied_and_taken_back_again) {
  ASSERT_OK(bench().up());
  ASSERT_OK(bench().down());
  const auto first = bench().down();
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().message(), "Cannot rollback migration with status: rolled_back");
  ASSERT_OK(bench().up());
  ASSERT_OK(bench().down());
  EXPECT_EQ(bench().things(), before_);
}

TEST_P(Run, a_rollback_without_a_run_is_refused) {
  const auto report = bench().down();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().message(), "Cannot rollback migration with status: pending");
}

TEST_P(Run, a_refused_rollback_leaves_a_completed_run_completed) {
  ASSERT_OK(bench().up());
  const std::string after = bench().things();
  auto session = bench().store().open_session();
  ASSERT_OK(session);
  const auto blocks = (*session)->list_records(stores::Space::journal, "", "", 1);
  ASSERT_OK(blocks);
  std::string damaged = blocks->front().value;
  damaged[damaged.size() / 2] ^= 1;
  stores::RecordWrite write;
  write.space = stores::Space::journal;
  write.key = blocks->front().key;
  write.value = damaged;
  ASSERT_OK((*session)->put_record(write, nullptr));

  const auto report = bench().down();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind(), ErrorKind::refused);
  EXPECT_EQ(bench().things(), after);
  const auto run = Ledger(**session).latest_run(bench().migration.info().id);
  ASSERT_OK(run);
  EXPECT_EQ((*run)->status, RunStatus::completed);
}

TEST_P(Run, a_clock_that_jumps_back_in_the_middle_disturbs_nothing) {
  constexpr base::UnixMillis day_ms = 86'400'000;
  const base::UnixMillis start_ms = bench().clock.now_ms();
  bench().hook.act = [&](const Progress&) { bench().clock.set_ms(start_ms - day_ms); };
  const auto up = bench().up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.status, RunStatus::completed);
  EXPECT_EQ(bench().things(), expected_after(start_ms));
  ASSERT_OK(bench().down());
  EXPECT_EQ(bench().things(), before_);
  // The newest run is the last one begun, whatever the clock said.
  bench().hook.act = {};
  bench().clock.set_ms(start_ms - 2 * day_ms);
  const auto again = bench().up();
  ASSERT_OK(again);
  const auto down = bench().down();
  ASSERT_OK(down);
  EXPECT_EQ(down->run.run_id, again->run.run_id);
  EXPECT_EQ(bench().things(), before_);
  auto session = bench().store().open_session();
  ASSERT_OK(session);
  const auto chain = verify_audit_chain(**session);
  ASSERT_OK(chain);
  EXPECT_TRUE(chain->intact()) << chain->reason;
}

TEST_P(Run, an_interrupted_run_resumes_to_the_state_of_an_undisturbed_one) {
  bench().hook.act = [&](const Progress& progress) {
    if (progress.done == 0) bench().cancellation.request();
  };
  const auto interrupted = bench().up();
  ASSERT_FALSE(interrupted);
  EXPECT_EQ(interrupted.error().kind(), ErrorKind::cancelled);

  RunBench second(bench().store());
  const auto report = second.resume();
  ASSERT_OK(report);
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_EQ(report->run.counters.changed, 44u);
  EXPECT_EQ(bench().things(), expected_after(report->plan.inputs.run_time_ms));
}

TEST_P(Run, killed_at_any_boundary_it_counts_as_an_undisturbed_one_does) {
  for (std::uint64_t boundary = 1;; ++boundary) {
    stores::testing::FaultInjector injector;
    stores::testing::FaultInjectingStore dying(bench().store(), injector);
    injector.kill_at(boundary, stores::testing::FaultPoint::after_effect);
    {
      RunBench victim(dying);
      victim.options.batch_items_max = 40;
      static_cast<void>(victim.up());
    }
    if (!injector.killed()) {
      EXPECT_GT(boundary, 10u);
      break;
    }
    RunBench second(bench().store());
    auto report = second.resume();
    if (!report) report = second.up();
    if (report) {
      EXPECT_EQ(report->run.counters.changed, 44u) << "killed at boundary " << boundary;
      EXPECT_EQ(report->run.counters.scanned, 100u) << "killed at boundary " << boundary;
    }
    ASSERT_OK(second.down());
    ASSERT_EQ(bench().things(), before_) << "killed at boundary " << boundary;
  }
}

TEST_P(Run, a_rollback_that_fails_at_any_boundary_is_gone_on_with_as_a_rollback) {
  for (const auto point :
       {stores::testing::FaultPoint::before_effect, stores::testing::FaultPoint::after_effect}) {
    for (std::uint64_t boundary = 1;; ++boundary) {
      ASSERT_OK(bench().up());
      stores::testing::FaultInjector injector;
      stores::testing::FaultInjectingStore failing(bench().store(), injector);
      injector.fail_at(boundary, point, base::ErrorKind::unavailable);
      {
        RunBench victim(failing);
        victim.options.batch_items_max = 40;
        static_cast<void>(victim.down());
      }
      RunBench second(bench().store());
      if (!second.resume()) static_cast<void>(second.down());
      ASSERT_EQ(bench().things(), before_) << "failed at boundary " << boundary;
      if (injector.boundaries_passed() < boundary) break;
    }
  }
}

TEST_P(Run, another_process_pauses_and_aborts_through_the_ledger) {
  const auto ask = [&](ControlRequest request) {
    return [this, request](const Progress&) {
      auto session = bench().store().open_session();
      ASSERT_OK(session);
      const auto run = Ledger(**session).latest_run(bench().migration.info().id);
      ASSERT_OK(run);
      ASSERT_OK(request_control(**session, (*run)->run_id, request, "other@there", 1));
    };
  };
  bench().hook.act = ask(ControlRequest::pause);
  const auto paused = bench().up();
  ASSERT_OK(paused);
  EXPECT_EQ(paused->run.status, RunStatus::paused);

  bench().hook.act = ask(ControlRequest::abort);
  const auto aborted = bench().resume();
  ASSERT_OK(aborted);
  EXPECT_EQ(aborted->run.status, RunStatus::rolled_back);
  EXPECT_EQ(bench().things(), before_);
}

TEST_P(Run, a_plan_that_no_longer_fits_is_refused_with_the_difference) {
  const auto plan = bench().plan();
  ASSERT_OK(plan);
  ASSERT_OK(overwrite_item(bench().store(), 1, item_text(1, "old")));
  const auto report =
      run_up(bench().environment(), bench().migration, *plan, true, bench().options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind(), ErrorKind::refused);
  EXPECT_NE(report.error().message().find("things selected: planned 44, now 45"), std::string::npos)
      << report.error().message();
}

TEST_P(Run, as_many_but_other_items_are_drift_too) {
  const auto plan = bench().plan();
  ASSERT_OK(plan);
  ASSERT_OK(overwrite_item(bench().store(), 3, item_text(3, "fine")));
  ASSERT_OK(overwrite_item(bench().store(), 8, item_text(8, "old")));
  const auto report =
      run_up(bench().environment(), bench().migration, *plan, true, bench().options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind(), ErrorKind::refused);
}

TEST_P(Run, past_the_blast_radius_nothing_is_changed) {
  bench().options.blast_radius.share_max = 0.4;
  const auto report = bench().up();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind(), ErrorKind::refused);
  EXPECT_EQ(bench().things(), before_);
  bench().options.blast_radius.share_max = 0.44;
  ASSERT_OK(bench().up());
}

TEST_P(Run, a_dry_run_reports_the_same_and_changes_nothing) {
  stores::memory::MemoryStore overlay;
  DryRunStore dry(bench().store(), overlay);
  RunBench rehearsal(dry);
  rehearsal.options.dry_run = true;
  const auto rehearsed = rehearsal.up();
  ASSERT_OK(rehearsed);
  EXPECT_TRUE(rehearsed->dry_run);
  EXPECT_EQ(bench().things(), before_);
  auto session = bench().store().open_session();
  ASSERT_OK(session);
  for (const auto space : {stores::Space::ledger, stores::Space::journal, stores::Space::audit})
    EXPECT_TRUE((*session)->list_records(space, "", "", 10)->empty());

  const auto real = bench().up();
  ASSERT_OK(real);
  EXPECT_EQ(rehearsed->run.counters, real->run.counters);
  EXPECT_EQ(rehearsed->checks.size(), real->checks.size());
  for (std::size_t i = 0; i < real->checks.size(); ++i) {
    EXPECT_EQ(rehearsed->checks[i].detail, real->checks[i].detail);
    EXPECT_EQ(rehearsed->checks[i].passed, real->checks[i].passed);
  }
}

TEST_P(Run, live_changes_to_other_fields_survive_up_and_down) {
  const auto plan = bench().plan();
  ASSERT_OK(plan);
  ASSERT_OK(overwrite_item(bench().store(), 3, item_text(3, "old", R"("note": "live")")));
  ASSERT_OK(run_up(bench().environment(), bench().migration, *plan, false, bench().options));
  EXPECT_NE(
      bench().things().find(R"("state": "new", "owner": "user-3", "amount": 30, "note": "live")"),
      std::string::npos);
  ASSERT_OK(bench().down());
  EXPECT_NE(bench().things().find(item_text(3, "old", R"("note": "live")")), std::string::npos);
}

TEST_P(Run, a_rollback_leaves_what_a_user_changed_since) {
  ASSERT_OK(bench().up());
  ASSERT_OK(overwrite_item(bench().store(), 3, item_text(3, "user's own")));
  ASSERT_OK(overwrite_item(bench().store(), 6, ""));
  const auto report = bench().down();
  ASSERT_OK(report);
  EXPECT_EQ(report->run.status, RunStatus::rolled_back);
  ASSERT_EQ(report->quarantined.size(), 2u);
  EXPECT_NE(bench().things().find(item_text(3, "user's own")), std::string::npos);
  EXPECT_EQ(bench().things().find("item-0006"), std::string::npos);
  EXPECT_NE(bench().things().find(item_text(9, "old", R"("obsolete": [1, 2], "tail": 1)")),
            std::string::npos);
}

TEST_P(Run, policy_merge_takes_back_the_fields_nobody_touched) {
  ASSERT_OK(bench().up());
  const std::string stamp = R"("stamp": {"$date":{"$numberLong":"1750000000000"}})";
  ASSERT_OK(
      overwrite_item(bench().store(), 3, item_text(3, "user's own", R"("tail": 1, )" + stamp)));
  bench().options.rollback_policy = RollbackPolicy::merge;
  const auto report = bench().down();
  ASSERT_OK(report);
  EXPECT_NE(bench().things().find(R"("_id": "item-0003", "state": "user's own")"),
            std::string::npos);
  EXPECT_EQ(bench().things().find("stamp"), std::string::npos);
}

TEST_P(Run, policy_overwrite_takes_everything_back) {
  ASSERT_OK(bench().up());
  const std::string stamp = R"("stamp": {"$date":{"$numberLong":"1750000000000"}})";
  ASSERT_OK(
      overwrite_item(bench().store(), 3, item_text(3, "user's own", R"("tail": 1, )" + stamp)));
  bench().options.rollback_policy = RollbackPolicy::overwrite;
  ASSERT_OK(bench().down());
  EXPECT_EQ(bench().things(), before_);
}

TEST_P(Run, what_cannot_be_changed_is_quarantined_and_the_rest_completes) {
  ASSERT_OK(overwrite_item(bench().store(), 3, item_text(3, "old", R"("fragile": true)")));
  ASSERT_OK(overwrite_item(bench().store(), 4, "{\"_id\": \"item-0004\", broken"));
  const auto report = bench().up();
  ASSERT_OK(report);
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_EQ(report->run.counters.quarantined, 2u);
  EXPECT_EQ(report->run.counters.changed, 43u);
  ASSERT_EQ(report->quarantined.size(), 2u);
}

TEST_P(Run, test_mode_changes_a_few_and_the_full_run_may_follow) {
  bench().options.test_items_max = 5;
  const auto tried = bench().up();
  ASSERT_OK(tried);
  EXPECT_EQ(tried->run.status, RunStatus::completed);
  EXPECT_EQ(tried->run.counters.changed, 5u);
  bench().options.test_items_max.reset();
  const auto full = bench().up();
  ASSERT_OK(full);
  EXPECT_EQ(full->run.counters.changed, 39u);
  ASSERT_OK(bench().down());
  ASSERT_OK(bench().down());
  EXPECT_EQ(bench().things(), before_);
}

TEST_P(Run, a_second_runner_is_told_who_holds_it) {
  bench().hook.act = [&](const Progress&) {
    RunBench other(bench().store());
    const auto refused = other.up();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), ErrorKind::busy);
    EXPECT_TRUE(refused.error().message().starts_with("Migration is already running"));
  };
  ASSERT_OK(bench().up());
}

TEST_P(Run, what_live_writers_put_behind_the_run_is_caught_by_another_sweep) {
  bench().hook.phase = "verify";
  bool once = false;
  bench().hook.act = [&](const Progress&) {
    if (std::exchange(once, true)) return;
    ASSERT_OK(overwrite_item(bench().store(), 1, item_text(1, "old")));
  };
  const auto report = bench().up();
  ASSERT_OK(report);
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_EQ(report->run.counters.changed, 45u);
}

TEST_P(Run, verify_finds_nothing_amiss_after_up_and_after_down) {
  ASSERT_OK(bench().up());
  const auto applied = bench().verify();
  ASSERT_OK(applied);
  EXPECT_TRUE(all_passed(applied->checks));
  ASSERT_OK(bench().down());
  const auto undone = bench().verify();
  ASSERT_OK(undone);
  EXPECT_TRUE(all_passed(undone->checks));
}

TEST_P(Run, the_audit_chain_tells_the_story_and_holds) {
  ASSERT_OK(bench().up());
  ASSERT_OK(bench().down());
  auto session = bench().store().open_session();
  ASSERT_OK(session);
  const auto verdict = verify_audit_chain(**session);
  ASSERT_OK(verdict);
  EXPECT_TRUE(verdict->intact()) << verdict->reason;
  EXPECT_GE(verdict->entries, 5u);
  const auto report = load_report(bench().environment(), bench().migration, "");
  ASSERT_OK(report);
  ASSERT_FALSE(report->timeline.empty());
  EXPECT_TRUE(report->timeline.front().what.starts_with("run started"));
}

INSTANTIATE_TEST_SUITE_P(Stores, Run,
                         ::testing::Values("memory", "memory_without_transactions",
                                           "memory_without_order", "sqlite"),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace whimbrel::engine
