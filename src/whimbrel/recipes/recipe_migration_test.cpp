#include "whimbrel/recipes/recipe_migration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/testing/state_migration.hpp"
#include "whimbrel/recipes/recipe_text_test.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

// Recipes through the real engine on a store in memory.
namespace whimbrel::recipes {
namespace {

using engine::testing::dump;
using testing::HasSubstr;
using testing::Not;

class RecipeRun : public testing::Test {
 protected:
  RecipeRun() {
    options_.backup_first = false;
    options_.batch_items_max = 7;
    options_.actor = "tester@here";
    EXPECT_TRUE(engine::testing::fill_things(store_, 40));
  }

  engine::RunEnvironment environment() {
    return {store_, clock_, cancellation_, engine::silent_progress()};
  }
  base::Result<engine::Plan> plan(const RecipeMigration& migration) {
    return engine::make_plan(environment(), migration, options_);
  }
  base::Result<engine::RunReport> up(const RecipeMigration& migration) {
    WHIMBREL_ASSIGN(const engine::Plan made, plan(migration));
    return engine::run_up(environment(), migration, made, false, options_);
  }
  std::string things() { return dump(store_, "things"); }

  // Up, verify and down again; gives what stood there in between.
  std::string round_trip(const RecipeMigration& migration) {
    const std::string before = things();
    const auto applied = up(migration);
    EXPECT_TRUE(applied) << applied.error().describe();
    const std::string between = things();
    const auto verified = engine::run_verify(environment(), migration, options_);
    EXPECT_TRUE(verified && engine::all_passed(verified->checks));
    const auto undone = engine::run_down(environment(), migration, options_);
    EXPECT_TRUE(undone) << undone.error().describe();
    EXPECT_EQ(things(), before);
    return between;
  }

  stores::memory::MemoryStore store_;
  base::ManualClock clock_;
  base::Cancellation cancellation_;
  engine::RunOptions options_;
};

TEST_F(RecipeRun, changes_what_it_selects_and_takes_it_back_byte_for_byte) {
  const std::string between = round_trip(migration_of(R"(
where: { state: old }
change:
  - set: { state: new, at: { now: true } }
  - unset: [obsolete]
check: [{ none: { state: old } }]
)"));
  EXPECT_THAT(between, Not(HasSubstr("\"old\"")));
  EXPECT_THAT(between, Not(HasSubstr("obsolete")));
  EXPECT_THAT(between, HasSubstr("\"fine\""));
}

TEST_F(RecipeRun, counts_impact_by_owner) {
  const auto planned =
      plan(migration_of("impact: { owner: owner, amount: amount }\nwhere: { state: old "
                        "}\nchange:\n  - set: { state: new }\n"));
  ASSERT_TRUE(planned) << planned.error().describe();
  EXPECT_EQ(planned->items_selected, 14u);
  EXPECT_EQ(planned->impact.owners, 5u);
  EXPECT_EQ(planned->impact.amount, 10 * (39 * 14 / 2));
  EXPECT_EQ(planned->impact.items_without_owner, 0u);
}

TEST_F(RecipeRun, leaves_items_alone_that_would_stay_as_they_are) {
  const auto planned = plan(migration_of("change:\n  - set: { state: fine }\n"));
  ASSERT_TRUE(planned) << planned.error().describe();
  EXPECT_EQ(planned->items_selected, 14u + 4u) << "those that are fine stay untouched";
}

TEST_F(RecipeRun, runs_what_is_not_repeatable_exactly_once_and_back) {
  const std::string between = round_trip(migration_of("change:\n  - increment: { amount: 1 }\n"));
  EXPECT_THAT(between, HasSubstr(R"("$numberInt":"391")"));
  EXPECT_THAT(between, Not(HasSubstr(R"("$numberInt":"392")")));
}

TEST_F(RecipeRun, moves_items_to_another_collection_and_back) {
  ASSERT_TRUE(store_.create_collection({"archive", {model::Path({"_id"})}}));
  const RecipeMigration migration = migration_of(
      "where: { state: dead }\nchange:\n  - set: { at: { now: true } }\n"
      "  - rekey: { collection: archive }\n");
  EXPECT_THAT(migration.info().inserts_into, testing::ElementsAre("archive"));
  EXPECT_TRUE(migration.info().repeatable);
  const std::string between = round_trip(migration);
  EXPECT_THAT(between, Not(HasSubstr("\"dead\"")));
  EXPECT_EQ(dump(store_, "archive"), "") << "taken back";
}

TEST_F(RecipeRun, gives_items_new_keys_in_their_own_collection_when_they_are_done_then) {
  const std::string between = round_trip(
      migration_of("where: { state: old, moved: null }\nchange:\n  - set: { moved: true }\n"
                   "  - rekey: { key: { field: amount } }\n"));
  EXPECT_THAT(between, HasSubstr("\"moved\""));
  EXPECT_THAT(between, Not(HasSubstr("item-0003")));
}

TEST_F(RecipeRun, refuses_items_that_it_would_change_again_under_their_new_key) {
  const auto planned =
      plan(migration_of("where: { state: old }\nchange:\n  - increment: { amount: 1 }\n"
                        "  - rekey: { key: { field: amount } }\n"));
  ASSERT_TRUE(planned) << planned.error().describe();
  EXPECT_EQ(planned->items_selected, 0u);
  EXPECT_EQ(planned->items_rejected, 14u);
}

TEST_F(RecipeRun, stops_at_the_limit_of_the_recipe) {
  const auto refused =
      up(migration_of("limit: 5\nwhere: { state: old }\nchange:\n  - set: { state: new }\n"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::refused);
  EXPECT_THAT(things(), HasSubstr("\"old\""));
}

TEST_F(RecipeRun, fails_when_a_check_of_the_recipe_does_not_hold) {
  const auto report = up(migration_of(R"(
where: { state: old }
nouns: { item: thing }
change: [{ set: { state: new } }]
check:
  - none: { state: dead }
  - some: { state: new }
  - all: { state: { $exists: true } }
  - count: { where: { state: new }, is: 13 }
)"));
  ASSERT_TRUE(report) << report.error().describe();
  const auto find = [&](const std::string& name) {
    for (const auto& check : report->checks)
      if (check.name == name) return check;
    ADD_FAILURE() << name;
    return engine::CheckResult{};
  };
  const auto none = find("none of the things match {\"state\":\"dead\"}");
  EXPECT_FALSE(none.passed);
  EXPECT_THAT(none.detail, HasSubstr("4 of 40 things do; the recipe's check at line 9"));
  EXPECT_TRUE(find("some things match {\"state\":\"new\"}").passed);
  EXPECT_TRUE(find("all things match {\"state\":{\"$exists\":true}}").passed);
  EXPECT_FALSE(find("13 things match {\"state\":\"new\"}").passed);
}

TEST_F(RecipeRun, asks_for_its_collections_before_a_run) {
  const auto missing = [&](std::string text) {
    RecipeReading reading = read_test_recipe(text);
    EXPECT_TRUE(reading.recipe) << findings_text(reading.findings);
    return RecipeMigration(*std::move(reading.recipe)).check_before(store_).value();
  };
  const auto there = missing(with_head("change: [{ set: { a: 1 } }]\n"));
  EXPECT_TRUE(engine::all_passed(there));
  const auto checks =
      missing("id: 005_test\ndescription: x\ncollection: nowhere\nchange: [{ set: { a: 1 } }]\n");
  EXPECT_FALSE(engine::all_passed(checks));
  EXPECT_THAT(checks[0].detail, HasSubstr("has no collection nowhere"));
}

TEST(RecipeMigration, guards_what_it_looks_at) {
  const auto migration = migration_of(R"(
where: { state: old, address.city: Rome }
impact: { owner: owner }
change:
  - set: { first: { field: name } }
)");
  std::vector<std::string> guarded;
  for (const model::Path& path : migration.guard_fields()) guarded.push_back(path.text());
  EXPECT_THAT(guarded, testing::ElementsAre("address", "name", "state"));
  EXPECT_FALSE(migration.guards_whole_item());
  EXPECT_NE(migration.prefilter(), nullptr);
  EXPECT_EQ(migration_of("change: [{ set: { a: 1 } }]\n").prefilter(), nullptr);
}

}  // namespace
}  // namespace whimbrel::recipes
