#include <gtest/gtest.h>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/journal/testing/store_kinds.hpp"
#include "whimbrel/engine/testing/crash_safety.hpp"
#include "whimbrel/engine/testing/function_migration.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"

namespace whimbrel::engine {
namespace {

using testing::FunctionMigration;
using testing::item_key;
using testing::item_text;
using testing::OnEachStore;
using testing::RunBench;

constexpr int things = 60;
constexpr int old_things = 20;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

// Runs that put items elsewhere, or that must not be repeated.
class MovedItems : public OnEachStore {
 protected:
  MovedItems() {
    EXPECT_TRUE(testing::fill_things(store(), things));
    EXPECT_TRUE(store().create_collection({"people", {model::Path({"_id"})}}));
    before_ = everything();
  }

  std::string everything() {
    return testing::dump(store(), "things") + "--\n" + testing::dump(store(), "people");
  }
  static int lines_of(const std::string& text) {
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }
  int people() { return lines_of(testing::dump(store(), "people")); }
  int left_things() { return lines_of(testing::dump(store(), "things")); }

  void put_person(const std::string& key, const std::string& item) {
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = "people";
    write.key = key;
    write.after = item;
    stores::WriteOutcome outcome{};
    ASSERT_TRUE(session().write({&write, 1}, {&outcome, 1}));
    ASSERT_EQ(outcome, stores::WriteOutcome::applied);
  }
  void remove_person(const std::string& key) {
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::erase;
    write.collection = "people";
    write.key = key;
    stores::WriteOutcome outcome{};
    ASSERT_TRUE(session().write({&write, 1}, {&outcome, 1}));
    ASSERT_EQ(outcome, stores::WriteOutcome::applied);
  }

  std::string before_;
};

TEST_P(MovedItems, items_move_and_come_back_byte_for_byte) {
  const FunctionMigration migration = testing::moving_migration();
  RunBench bench(store(), migration);
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.status, RunStatus::completed);
  EXPECT_EQ(up->run.counters.changed, 20u) << "an item that moves is one";
  EXPECT_TRUE(all_passed(up->checks));
  EXPECT_EQ(people(), old_things);
  EXPECT_EQ(left_things(), things - old_things);
  const auto down = bench.down();
  ASSERT_OK(down);
  EXPECT_EQ(down->run.status, RunStatus::rolled_back);
  EXPECT_EQ(everything(), before_);
}

TEST_P(MovedItems, copies_leave_the_item_and_go_again) {
  const FunctionMigration migration = testing::copying_migration();
  RunBench bench(store(), migration);
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.counters.changed, 20u);
  EXPECT_EQ(people(), old_things);
  EXPECT_EQ(left_things(), things);
  const auto verified = bench.verify();
  ASSERT_OK(verified);
  EXPECT_TRUE(all_passed(verified->checks)) << "what was copied is not selected any more";
  ASSERT_OK(bench.down());
  EXPECT_EQ(everything(), before_);
}

TEST_P(MovedItems, writing_is_rehearsed_also_into_a_collection_that_is_yet_to_be_made) {
  ASSERT_OK(store().drop_collection("people"));
  stores::memory::MemoryStore scratch;
  const FunctionMigration migration = testing::moving_migration();
  RunBench bench(store(), migration);
  bench.options.parallel_segments = 1;
  RunEnvironment environment = bench.environment();
  environment.scratch = &scratch;
  const auto plan = make_plan(environment, migration, bench.options);
  ASSERT_OK(plan);
  EXPECT_TRUE(plan->estimated_apply_ms);
}

TEST_P(MovedItems, the_key_of_an_item_never_changes_in_place) {
  const model::Path id({"_id"});
  FunctionMigration migration("907_change_keys", [&](const model::ItemView&, ChangeSink& sink) {
    sink.set(id, R"("other")");
  });
  RunBench bench(store(), migration);
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.counters.changed, 0u);
  EXPECT_EQ(up->run.counters.quarantined, 60u);
  EXPECT_EQ(everything(), before_);
}

TEST_P(MovedItems, a_place_that_another_item_has_is_told_by_the_plan_and_left) {
  put_person(R"("moved-0003")", R"({"_id": "moved-0003", "mine": true})");
  const std::string before = everything();
  const FunctionMigration migration = testing::moving_migration();
  RunBench bench(store(), migration);
  const auto plan = bench.plan();
  ASSERT_OK(plan);
  EXPECT_EQ(plan->items_selected, 19u);
  EXPECT_EQ(plan->items_rejected, 1u);
  ASSERT_EQ(plan->rejected_samples.size(), 1u);
  EXPECT_EQ(plan->rejected_samples[0].second,
            R"(there is another item "moved-0003" in people already)");
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.counters.changed, 19u);
  EXPECT_EQ(up->run.counters.quarantined, 1u);
  ASSERT_OK(bench.down());
  EXPECT_EQ(everything(), before);
}

TEST_P(MovedItems, two_items_for_one_place_are_refused_before_the_first_write) {
  FunctionMigration migration("904_all_to_one", [](const model::ItemView&, ChangeSink& sink) {
    sink.insert("people", R"("one")", R"({"_id": "one"})");
    sink.erase();
  });
  RunBench bench(store(), migration);
  const auto up = bench.up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind(), base::ErrorKind::refused);
  EXPECT_NE(up.error().message().find("1 key would be given to several items, such as people"),
            std::string::npos)
      << up.error().message();
  EXPECT_EQ(everything(), before_);
}

TEST_P(MovedItems, a_place_taken_in_the_middle_of_the_run_leaves_that_item_where_it_is) {
  const FunctionMigration migration = testing::moving_migration();
  RunBench bench(store(), migration);
  bool taken = false;
  bench.hook.act = [&](const Progress&) {
    if (!std::exchange(taken, true))
      put_person(R"("moved-0057")", R"({"_id": "moved-0057", "mine": true})");
  };
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.counters.changed, 19u);
  EXPECT_EQ(up->run.counters.quarantined, 1u);
  EXPECT_NE(testing::dump(store(), "things").find("item-0057"), std::string::npos);
  EXPECT_NE(testing::dump(store(), "people").find(R"("mine": true)"), std::string::npos);
}

TEST_P(MovedItems, an_item_that_a_user_changed_at_its_new_place_stays_there) {
  const FunctionMigration migration = testing::moving_migration();
  RunBench bench(store(), migration);
  ASSERT_OK(bench.up());
  remove_person(R"("moved-0003")");
  put_person(R"("moved-0003")", R"({"_id": "moved-0003", "edited": true})");
  const auto down = bench.down();
  ASSERT_OK(down);
  EXPECT_EQ(down->quarantined_total, 2u) << "both halves of the move are left";
  EXPECT_EQ(people(), 1);
  EXPECT_EQ(testing::dump(store(), "things").find("item-0003"), std::string::npos)
      << "or the item would be there twice";
}

TEST_P(MovedItems, an_item_that_a_user_deleted_at_its_new_place_does_not_come_back) {
  const FunctionMigration migration = testing::moving_migration();
  RunBench bench(store(), migration);
  ASSERT_OK(bench.up());
  remove_person(R"("moved-0003")");
  ASSERT_OK(bench.down());
  EXPECT_EQ(testing::dump(store(), "things").find("item-0003"), std::string::npos);
  EXPECT_EQ(left_things(), things - 1);
  EXPECT_EQ(people(), 0);
}

TEST_P(MovedItems, a_dry_run_moves_nothing_and_says_what_it_would) {
  stores::memory::MemoryStore overlay;
  DryRunStore dry(store(), overlay);
  const FunctionMigration migration = testing::moving_migration();
  RunBench bench(dry, migration);
  bench.options.dry_run = true;
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.counters.changed, 20u);
  EXPECT_EQ(everything(), before_);
}

TEST_P(MovedItems, a_move_killed_at_any_boundary_goes_on_as_if_it_had_not_been) {
  testing::expect_crash_safe(store(), testing::moving_migration(), [this] { return everything(); });
}

TEST_P(MovedItems, a_copy_killed_at_any_boundary_goes_on_as_if_it_had_not_been) {
  testing::expect_crash_safe(store(), testing::copying_migration(),
                             [this] { return everything(); });
}

TEST_P(MovedItems, what_must_not_be_repeated_is_done_once_whenever_it_is_killed) {
  testing::expect_crash_safe(store(), testing::counting_migration(),
                             [this] { return everything(); });
}

TEST_P(MovedItems, what_is_not_repeatable_is_completed_although_it_would_change_its_own_result) {
  const FunctionMigration migration = testing::counting_migration();
  RunBench bench(store(), migration);
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.counters.changed, 60u);
  EXPECT_TRUE(all_passed(up->checks));
  EXPECT_NE(testing::dump(store(), "things").find(R"("amount": 31)"), std::string::npos);
  const auto verified = bench.verify();
  ASSERT_OK(verified);
  for (const CheckResult& check : verified->checks) EXPECT_TRUE(check.passed) << check.detail;
}

TEST_P(MovedItems, a_decision_on_the_whole_item_gives_way_to_every_change) {
  FunctionMigration migration = testing::counting_migration();
  migration.whole_item = true;
  RunBench bench(store(), migration);
  bool changed = false;
  bench.hook.act = [&](const Progress&) {
    if (!std::exchange(changed, true)) {
      ASSERT_OK(testing::overwrite_item(store(), 57, item_text(57, "fine", R"("note": 1)")));
    }
  };
  bench.options.batch_items_max = 5;
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_EQ(up->run.status, RunStatus::completed);
  EXPECT_NE(testing::dump(store(), "things").find(R"("amount": 571, "note": 1)"), std::string::npos)
      << "the user's note and the raised amount are both there";
}

TEST_P(MovedItems, a_transformation_that_cannot_go_on_stops_the_run_and_can_be_resumed) {
  bool broken = true;
  FunctionMigration migration = testing::copying_migration();
  FunctionMigration failing("905_fail", [&](const model::ItemView& item, ChangeSink& sink) {
    if (broken && item.bytes().find("item-0030") != std::string_view::npos)
      sink.fail(base::Error(base::ErrorKind::unavailable, "the program does not answer",
                            "start it again"));
    else if (item.bytes().find(R"("old")") != std::string_view::npos)
      sink.erase();
  });
  RunBench bench(store(), failing);
  const auto refused = bench.plan();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::unavailable);
  broken = false;
  const auto plan = bench.plan();
  ASSERT_OK(plan);
  broken = true;
  const auto stopped = run_up(bench.environment(), failing, *plan, false, bench.options);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind(), base::ErrorKind::unavailable);
  if (store().capabilities().ordered_scans) {
    EXPECT_EQ(left_things(), things - 10) << "what came before it is done";
  } else {
    EXPECT_GT(left_things(), things - 20) << "itself it is not done";
  }
  broken = false;
  const auto resumed = bench.resume();
  ASSERT_OK(resumed);
  EXPECT_EQ(resumed->run.counters.changed, 20u);
}

TEST_P(MovedItems, the_limit_that_a_migration_sets_itself_stops_it_before_the_first_write) {
  FunctionMigration migration = testing::copying_migration();
  migration.radius.share_max = 0.2;
  RunBench bench(store(), migration);
  const auto up = bench.up();
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error().kind(), base::ErrorKind::refused);
  EXPECT_EQ(everything(), before_);
}

TEST_P(MovedItems, what_is_never_taken_back_keeps_no_journal) {
  FunctionMigration migration = testing::moving_migration();
  migration.own_info().undoable = false;
  RunBench bench(store(), migration);
  ASSERT_OK(bench.up());
  const auto blocks = session().list_records(stores::Space::journal, "", "", 10);
  ASSERT_OK(blocks);
  EXPECT_TRUE(blocks->empty());
  const auto down = bench.down();
  ASSERT_FALSE(down);
  EXPECT_EQ(down.error().kind(), base::ErrorKind::refused);
  const auto verified = bench.verify();
  ASSERT_OK(verified);
  EXPECT_TRUE(all_passed(verified->checks));
  EXPECT_EQ(people(), old_things);
}

INSTANTIATE_TEST_SUITE_P(Stores, MovedItems, testing::each_store(), testing::store_name);

}  // namespace
}  // namespace whimbrel::engine
