#include "whimbrel/engine/run_actions.hpp"

#include <gtest/gtest.h>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/journal/testing/store_kinds.hpp"
#include "whimbrel/engine/testing/function_migration.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/stores/testing/fault_injecting_store.hpp"

namespace whimbrel::engine {
namespace {

using testing::FunctionMigration;
using testing::OnEachStore;
using testing::RunBench;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

// A world outside of the store, in which actions do something and say in which order.
struct World {
  std::set<std::string> there;
  std::vector<std::string> story;
  std::string failing;
};

class WorldAction final : public Action {
 public:
  WorldAction(World& world, std::string name, bool undoable = true)
      : world_(world), name_(std::move(name)), undoable_(undoable) {}

  std::string description() const override { return "make " + name_; }
  base::Result<std::string> prepare(const ActionContext&) const override { return "was " + name_; }
  base::Result<bool> is_done(const ActionContext&) const override {
    return world_.there.contains(name_);
  }
  base::Status perform(const ActionContext& context) const override {
    EXPECT_EQ(context.memo, "was " + name_);
    if (world_.failing == name_)
      return base::fail(base::ErrorKind::unavailable, "the world is away", "wait for it");
    world_.there.insert(name_);
    world_.story.push_back("+" + name_);
    return {};
  }
  bool can_undo() const override { return undoable_; }
  base::Status undo(const ActionContext& context) const override {
    EXPECT_EQ(context.memo, "was " + name_);
    world_.there.erase(name_);
    world_.story.push_back("-" + name_);
    return {};
  }

 private:
  World& world_;
  std::string name_;
  bool undoable_;
};

class Actions : public OnEachStore {
 protected:
  Actions() : migration_(testing::copying_migration()) {
    EXPECT_TRUE(testing::fill_things(store(), 30));
    EXPECT_TRUE(store().create_collection({"people", {model::Path({"_id"})}}));
    migration_.before.push_back(std::make_unique<WorldAction>(world_, "first"));
    migration_.before.push_back(std::make_unique<WorldAction>(world_, "second"));
    migration_.after.push_back(std::make_unique<WorldAction>(world_, "last"));
  }

  World world_;
  FunctionMigration migration_;
};

TEST_P(Actions, happen_around_the_items_and_are_undone_the_other_way_round) {
  RunBench bench(store(), migration_);
  const auto plan = bench.plan();
  ASSERT_OK(plan);
  EXPECT_EQ(plan->actions, (std::vector<std::string>{"before: make first", "before: make second",
                                                     "after: make last"}));
  EXPECT_TRUE(world_.story.empty());
  ASSERT_OK(bench.up());
  EXPECT_EQ(world_.story, (std::vector<std::string>{"+first", "+second", "+last"}));
  ASSERT_OK(bench.down());
  EXPECT_EQ(world_.story,
            (std::vector<std::string>{"+first", "+second", "+last", "-last", "-second", "-first"}));
}

TEST_P(Actions, what_was_there_before_the_run_stays_after_its_rollback) {
  world_.there.insert("second");
  RunBench bench(store(), migration_);
  ASSERT_OK(bench.up());
  ASSERT_OK(bench.down());
  EXPECT_EQ(world_.there, std::set<std::string>{"second"});
}

TEST_P(Actions, one_that_fails_stops_the_run_and_resume_goes_on_with_it) {
  world_.failing = "second";
  RunBench bench(store(), migration_);
  const auto stopped = bench.up();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind(), base::ErrorKind::unavailable);
  EXPECT_NE(stopped.error().describe().find("make second"), std::string::npos);
  world_.failing.clear();
  ASSERT_OK(bench.resume());
  EXPECT_EQ(world_.story, (std::vector<std::string>{"+first", "+second", "+last"}));
}

TEST_P(Actions, one_that_cannot_be_taken_back_refuses_a_rollback_before_it_begins) {
  migration_.after.push_back(std::make_unique<WorldAction>(world_, "final", false));
  RunBench bench(store(), migration_);
  const auto plan = bench.plan();
  ASSERT_OK(plan);
  EXPECT_EQ(plan->actions.back(), "after: make final (cannot be taken back)");
  ASSERT_OK(bench.up());
  const auto down = bench.down();
  ASSERT_FALSE(down);
  EXPECT_EQ(down.error().kind(), base::ErrorKind::refused);
  EXPECT_EQ(world_.story.back(), "+final") << "nothing was taken back";
  const auto verified = bench.verify();
  ASSERT_OK(verified);
  EXPECT_EQ(verified->run.status, RunStatus::completed);
}

TEST_P(Actions, a_dry_run_says_what_it_would_do) {
  stores::memory::MemoryStore overlay;
  DryRunStore dry(store(), overlay);
  RunBench bench(dry, migration_);
  bench.options.dry_run = true;
  const auto up = bench.up();
  ASSERT_OK(up);
  EXPECT_TRUE(world_.story.empty());
  EXPECT_TRUE(std::any_of(up->timeline.begin(), up->timeline.end(), [](const auto& event) {
    return event.what == "would be done: make second";
  }));
}

TEST_P(Actions, are_done_once_wherever_the_run_is_killed) {
  for (std::uint64_t boundary = 1;; ++boundary) {
    stores::testing::FaultInjector injector;
    stores::testing::FaultInjectingStore dying(store(), injector);
    injector.kill_at(boundary, stores::testing::FaultPoint::after_effect);
    {
      RunBench victim(dying, migration_);
      static_cast<void>(victim.up());
    }
    if (!injector.killed()) break;
    RunBench second(store(), migration_);
    if (!second.resume()) static_cast<void>(second.up());
    ASSERT_EQ(world_.story, (std::vector<std::string>{"+first", "+second", "+last"}))
        << "killed at boundary " << boundary;
    ASSERT_OK(second.down());
    ASSERT_TRUE(world_.there.empty()) << "killed at boundary " << boundary;
    world_.story.clear();
  }
}

TEST_P(Actions, a_migration_may_have_nothing_else) {
  FunctionMigration alone("906_only_actions", {});
  alone.own_info().collection.clear();
  alone.before.push_back(std::make_unique<WorldAction>(world_, "alone"));
  RunBench bench(store(), alone);
  ASSERT_OK(bench.up());
  EXPECT_TRUE(world_.there.contains("alone"));
  const auto verified = bench.verify();
  ASSERT_OK(verified);
  ASSERT_OK(bench.down());
  EXPECT_FALSE(world_.there.contains("alone"));
}

// Notes every event, and refuses the one that it is told to.
class Listener final : public RunEvents {
 public:
  base::Status on_event(RunEvent event, const RunFacts& facts) override {
    if (event != RunEvent::after_batch) heard.emplace_back(to_string(event));
    changed = facts.counters.changed;
    if (to_string(event) != refused) return {};
    return base::fail(base::ErrorKind::refused, "not tonight", "ask again tomorrow");
  }

  std::string refused;
  std::vector<std::string> heard;
  std::uint64_t changed = 0;
};

class Events : public Actions {
 protected:
  base::Result<RunReport> up() {
    RunEnvironment environment = bench_.environment();
    environment.events = &listener_;
    WHIMBREL_ASSIGN(const Plan plan, bench_.plan());
    return run_up(environment, migration_, plan, false, bench_.options);
  }
  base::Result<RunReport> down() {
    RunEnvironment environment = bench_.environment();
    environment.events = &listener_;
    return run_down(environment, migration_, bench_.options);
  }

  Listener listener_;
  RunBench bench_{store(), migration_};
};

TEST_P(Events, tell_of_a_run_from_before_it_until_after_its_rollback) {
  ASSERT_OK(up());
  EXPECT_EQ(listener_.changed, 10u);
  ASSERT_OK(down());
  EXPECT_EQ(listener_.heard,
            (std::vector<std::string>{"before-up", "after-up", "before-down", "after-down"}));
}

TEST_P(Events, one_before_a_run_may_refuse_it) {
  listener_.refused = "before-up";
  const auto refused = up();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(), "not tonight");
  EXPECT_TRUE(world_.story.empty());
  const auto runs = Ledger(session()).runs("", 10);
  ASSERT_OK(runs);
  EXPECT_TRUE(runs->empty());
  listener_.refused = "before-down";
  ASSERT_OK(up());
  const auto kept = down();
  ASSERT_FALSE(kept);
  listener_.refused.clear();
  ASSERT_OK(down());
}

TEST_P(Events, one_after_it_that_fails_changes_nothing_and_is_told) {
  listener_.refused = "after-up";
  const auto report = up();
  ASSERT_OK(report);
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_TRUE(std::any_of(report->timeline.begin(), report->timeline.end(), [](const auto& event) {
    return event.what.starts_with("after-up could not be announced: not tonight");
  }));
}

TEST_P(Events, a_failure_is_told) {
  world_.failing = "second";
  ASSERT_FALSE(up());
  EXPECT_EQ(listener_.heard, (std::vector<std::string>{"before-up", "on-failure"}));
}

INSTANTIATE_TEST_SUITE_P(Stores, Actions, testing::each_store(), testing::store_name);
INSTANTIATE_TEST_SUITE_P(Stores, Events, testing::each_store(), testing::store_name);

}  // namespace
}  // namespace whimbrel::engine
