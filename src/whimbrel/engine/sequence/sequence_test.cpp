#include "whimbrel/engine/sequence/sequence.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "whimbrel/engine/sequence/dependency_order.hpp"
#include "whimbrel/engine/sequence/schedule.hpp"

namespace whimbrel::engine {
namespace {

SequenceMember member(std::string id, std::vector<std::string> depends_on = {},
                      std::vector<std::string> collections = {"things"}) {
  return {id, "migrations/" + id + ".yaml", "sum-of-" + id, std::move(depends_on),
          std::move(collections)};
}

PastRun past_run(const std::string& id, RunStatus status) {
  PastRun run;
  run.record.run_id = id + "-20250127-024000-7f3a";
  run.record.migration_id = id;
  run.record.migration_checksum = "sum-of-" + id;
  run.record.status = status;
  return run;
}

PastRun completed(const std::string& id) { return past_run(id, RunStatus::completed); }

PastRun baselined(const std::string& id) {
  PastRun run = completed(id);
  run.record.baseline = true;
  return run;
}

std::vector<std::string> ids_of(const std::vector<SequenceStep>& steps) {
  std::vector<std::string> ids;
  for (const SequenceStep& step : steps) ids.push_back(step.member.id);
  return ids;
}

std::vector<std::string> ids_of(const Sequence::Steps& steps) {
  std::vector<std::string> ids;
  for (const SequenceStep* step : steps) ids.push_back(step->member.id);
  return ids;
}

using Ids = std::vector<std::string>;

TEST(Sequence, stands_in_the_order_of_numbers_where_nothing_depends) {
  const Sequence sequence({member("100_c"), member("9_a"), member("010_b"), member("9_b")}, {});
  EXPECT_EQ(ids_of(sequence.steps()), (Ids{"9_a", "9_b", "010_b", "100_c"}));
  EXPECT_TRUE(sequence.problems().empty());
}

TEST(Sequence, puts_what_is_depended_on_first_and_moves_nothing_else) {
  const Sequence sequence({member("1_a", {"4_d"}), member("2_b"), member("3_c"), member("4_d")},
                          {});
  EXPECT_EQ(ids_of(sequence.steps()), (Ids{"2_b", "3_c", "4_d", "1_a"}));
}

TEST(Sequence, tells_the_state_of_each_by_its_newest_standing_run) {
  std::vector<PastRun> runs{completed("1_a"),
                            past_run("2_b", RunStatus::rolled_back),
                            past_run("3_c", RunStatus::failed),
                            past_run("4_d", RunStatus::paused),
                            past_run("5_e", RunStatus::verifying),
                            past_run("6_f", RunStatus::rolled_back),
                            completed("6_f"),
                            baselined("7_g"),
                            completed("8_h")};
  runs.back().tried_out = true;
  const Sequence sequence(
      {member("1_a"), member("2_b"), member("3_c"), member("4_d"), member("5_e"), member("6_f"),
       member("7_g"), member("8_h"), member("9_i")},
      runs);
  std::vector<std::string> states;
  for (const SequenceStep& step : sequence.steps()) states.emplace_back(to_string(step.state));
  EXPECT_EQ(states, (Ids{"applied", "rolled back", "failed", "paused", "running", "applied",
                         "baselined", "pending", "pending"}));
  EXPECT_TRUE(sequence.problems().empty());
}

TEST(Sequence, names_the_whole_circle) {
  const Sequence sequence(
      {member("1_a", {"3_c"}), member("2_b", {"1_a"}), member("3_c", {"2_b"}), member("4_d")}, {});
  ASSERT_EQ(sequence.problems().size(), 1u);
  const SequenceProblem& problem = sequence.problems().front();
  EXPECT_EQ(problem.fault, SequenceFault::cycle);
  EXPECT_EQ(problem.message,
            "migrations depend on each other in a circle: 1_a -> 3_c -> 2_b -> 1_a");
  EXPECT_EQ(problem.remedy, "take 3_c out of depends_on of 1_a, or break the circle elsewhere");
  EXPECT_EQ(ids_of(sequence.steps()), (Ids{"4_d", "1_a", "2_b", "3_c"}));
  EXPECT_FALSE(sequence.up_to());
  EXPECT_TRUE(sequence.up_to("4_d"));
}

TEST(Sequence, finds_every_circle_once) {
  const auto order = order_by_dependency({member("1_a", {"1_a"}), member("2_b", {"3_c"}),
                                          member("3_c", {"2_b"}), member("4_d", {"2_b"})});
  EXPECT_EQ(order.circles, (std::vector<Ids>{{"1_a", "1_a"}, {"2_b", "3_c", "2_b"}}));
}

TEST(Sequence, refuses_a_dependency_that_does_not_exist) {
  const Sequence sequence({member("2_b", {"1_a"})}, {});
  const auto refused = sequence.up_to();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "2_b (migrations/2_b.yaml) depends on 1_a, which does not exist");
  EXPECT_EQ(refused.error().remedy(),
            "add 1_a.yaml to the folder of migrations, or take it out of depends_on in "
            "migrations/2_b.yaml");
}

TEST(Sequence, refuses_what_is_applied_before_its_dependency) {
  const Sequence sequence({member("1_a"), member("2_b", {"1_a"})}, {completed("2_b")});
  const auto refused = sequence.up_to();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "2_b is applied (run 2_b-20250127-024000-7f3a), but 1_a, on which it depends, is "
            "pending");
  EXPECT_TRUE(sequence.check_may_run("1_a"));
  EXPECT_EQ(ids_of(*sequence.up_to("1_a")), (Ids{"1_a"}));
}

TEST(Sequence, refuses_a_run_of_a_migration_that_is_gone) {
  const Sequence sequence({member("1_a")}, {completed("2_gone")});
  EXPECT_EQ(sequence.steps().back().state, MigrationState::missing);
  const auto refused = sequence.up_to("1_a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "run 2_gone-20250127-024000-7f3a applied 2_gone, which is not known here");
  EXPECT_TRUE(sequence.check_may_run("1_a"));
}

TEST(Sequence, passes_over_a_migration_that_is_gone_and_was_taken_back) {
  const Sequence sequence({member("1_a")}, {past_run("2_gone", RunStatus::rolled_back)});
  EXPECT_EQ(sequence.steps().size(), 1u);
  EXPECT_TRUE(sequence.up_to());
}

TEST(Sequence, refuses_a_changed_file_with_both_checksums) {
  std::vector<SequenceMember> members{member("1_a"), member("2_b")};
  members[0].checksum = "another-sum-altogether";
  const Sequence sequence(members, {completed("1_a")});
  const auto refused = sequence.check_may_run("1_a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "1_a was changed after it was applied: run 1_a-20250127-024000-7f3a has checksum "
            "sum-of-1_a, migrations/1_a.yaml has another-sum-");
  EXPECT_NE(refused.error().remedy().find("`whimbrel repair 1_a`"), std::string::npos);
  EXPECT_FALSE(sequence.up_to());
  EXPECT_TRUE(sequence.check_may_run("2_b"));
}

TEST(Sequence, refuses_two_of_one_id) {
  std::vector<SequenceMember> members{member("1_a"), member("1_a")};
  members[1].source = "built in";
  const Sequence sequence(members, {});
  const auto refused = sequence.check_may_run("1_a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "two migrations have the id 1_a: migrations/1_a.yaml and built in");
}

TEST(Sequence, an_unusable_one_refuses_only_what_needs_it) {
  std::vector<SequenceMember> members{member("1_a"), member("2_b"), member("3_c", {"2_b"})};
  members[1].fault =
      base::Error(base::ErrorKind::invalid_data, "line 3: no such change", "did you mean set?");
  const Sequence sequence(members, {});
  EXPECT_TRUE(sequence.up_to("1_a"));
  EXPECT_TRUE(sequence.check_may_run("1_a"));
  EXPECT_FALSE(sequence.check_may_run("3_c"));
  const auto refused = sequence.up_to();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "2_b (migrations/2_b.yaml) cannot be used: line 3: no such change");
  EXPECT_EQ(refused.error().remedy(), "did you mean set?");
}

TEST(Sequence, leaves_out_what_is_run_by_its_name_only) {
  SequenceMember apart = member("2_b");
  apart.by_name_only = true;
  const Sequence sequence({member("1_a"), apart, member("3_c")}, {});
  EXPECT_EQ(ids_of(*sequence.up_to()), (Ids{"1_a", "3_c"}));
  EXPECT_EQ(ids_of(*sequence.up_to("3_c")), (Ids{"1_a", "3_c"}));
  EXPECT_EQ(ids_of(*sequence.up_to("2_b")), (Ids{"1_a", "2_b"}));
}

TEST(Sequence, selects_what_is_pending_up_to_and_including_one) {
  const Sequence sequence(
      {member("1_a"), member("2_b"), member("3_c"), member("4_d"), member("5_e")},
      {completed("1_a"), past_run("3_c", RunStatus::rolled_back), baselined("2_b")});
  EXPECT_EQ(ids_of(*sequence.up_to("4_d")), (Ids{"3_c", "4_d"}));
  EXPECT_EQ(ids_of(*sequence.up_to()), (Ids{"3_c", "4_d", "5_e"}));
  EXPECT_EQ(sequence.up_to("6_f").error().kind(), base::ErrorKind::not_found);
}

TEST(Sequence, goes_no_further_than_a_run_that_must_end_first) {
  const Sequence sequence({member("1_a"), member("2_b"), member("3_c")},
                          {past_run("2_b", RunStatus::paused)});
  EXPECT_TRUE(sequence.up_to("1_a"));
  const auto refused = sequence.up_to();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "run 2_b-20250127-024000-7f3a of 2_b has status paused and must end first");
  EXPECT_NE(refused.error().remedy().find("`whimbrel resume 2_b`"), std::string::npos);
}

TEST(Sequence, takes_back_the_last_one_first) {
  const Sequence sequence({member("1_a", {"3_c"}), member("2_b"), member("3_c"), member("4_d")},
                          {completed("1_a"), completed("2_b"), completed("3_c")});
  EXPECT_EQ(ids_of(*sequence.down_to("2_b")), (Ids{"1_a", "3_c"}));
  EXPECT_TRUE(sequence.down_to("1_a")->empty());
  EXPECT_FALSE(sequence.down_to("4_d"));
}

TEST(Sequence, takes_nothing_back_that_was_baselined) {
  const Sequence sequence({member("1_a"), member("2_b")}, {completed("1_a"), baselined("2_b")});
  const auto refused = sequence.down_to("1_a");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message().find("2_b was baselined"), std::string::npos);
}

TEST(Sequence, takes_nothing_back_that_keeps_no_journal) {
  std::vector<SequenceMember> members{member("1_a"), member("2_b"), member("3_c")};
  members[1].undoable = false;
  const Sequence sequence(members, {completed("1_a"), completed("2_b"), completed("3_c")});
  EXPECT_FALSE(sequence.down_to("1_a"));
  EXPECT_EQ(ids_of(*sequence.down_to("2_b")), (Ids{"3_c"}));
}

TEST(Sequence, takes_nothing_back_on_which_an_applied_one_depends) {
  const Sequence sequence({member("1_a"), member("2_b", {"1_a"}), member("3_c", {"2_b"})},
                          {completed("1_a"), completed("2_b")});
  const auto refused = sequence.check_may_take_back("1_a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "1_a cannot be taken back while 2_b, which depends on it, is applied");
  EXPECT_TRUE(sequence.check_may_take_back("2_b"));
}

TEST(Sequence, a_dependency_must_be_applied_first) {
  const Sequence sequence({member("1_a"), member("2_b", {"1_a"})}, {});
  const auto refused = sequence.check_may_run("2_b");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(), "2_b depends on 1_a, which is pending");
  EXPECT_TRUE(sequence.check_may_run("1_a"));
}

TEST(Sequence, independent_are_those_without_path_and_common_collection) {
  const Sequence sequence({member("1_a", {}, {"users"}), member("2_b", {"1_a"}, {"teams"}),
                           member("3_c", {"2_b"}, {"orders"}),
                           member("4_d", {}, {"shops", "users"}), member("5_e", {}, {"bills"})},
                          {});
  const auto independent = [&](const char* a, const char* b) {
    return sequence.are_independent(*sequence.find(a), *sequence.find(b));
  };
  EXPECT_FALSE(independent("1_a", "3_c"));
  EXPECT_FALSE(independent("3_c", "1_a"));
  EXPECT_FALSE(independent("1_a", "4_d"));
  EXPECT_TRUE(independent("3_c", "4_d"));
  EXPECT_TRUE(independent("1_a", "5_e"));
}

TEST(Sequence, one_that_must_be_alone_is_independent_of_none) {
  std::vector<SequenceMember> members{member("1_a", {}, {"users"}), member("2_b", {}, {"bills"})};
  members[1].alone = true;
  const Sequence sequence(members, {});
  EXPECT_FALSE(sequence.are_independent(*sequence.find("1_a"), *sequence.find("2_b")));
  EXPECT_FALSE(sequence.builds_on(*sequence.find("2_b"), *sequence.find("1_a")));
}

TEST(Sequence, a_mistyped_dependency_names_the_nearest) {
  const Sequence sequence({member("1_split_name"), member("2_b", {"1_splt_name"})}, {});
  EXPECT_EQ(sequence.problems().front().remedy,
            "did you mean 1_split_name? Change depends_on in migrations/2_b.yaml");
}

TEST(Schedule, starts_what_need_not_wait) {
  const Sequence sequence({member("1_a", {}, {"users"}), member("2_b", {"1_a"}, {"teams"}),
                           member("3_c", {}, {"bills"}), member("4_d", {}, {"bills"})},
                          {});
  Schedule schedule(sequence, *sequence.up_to());
  EXPECT_EQ(schedule.take(), 0u);
  EXPECT_EQ(schedule.take(), 2u);
  EXPECT_EQ(schedule.take(), std::nullopt);
  schedule.ended(2);
  EXPECT_EQ(schedule.take(), 3u);
  schedule.ended(0);
  EXPECT_EQ(schedule.take(), 1u);
  EXPECT_FALSE(schedule.is_over());
  schedule.ended(1);
  schedule.ended(3);
  EXPECT_TRUE(schedule.is_over());
}

TEST(Schedule, starts_nothing_once_stopped) {
  const Sequence sequence({member("1_a"), member("2_b")}, {});
  Schedule schedule(sequence, *sequence.up_to());
  const auto first = schedule.take();
  schedule.stop();
  EXPECT_EQ(schedule.take(), std::nullopt);
  EXPECT_FALSE(schedule.is_over());
  schedule.ended(*first);
  EXPECT_EQ(schedule.take(), std::nullopt);
  EXPECT_TRUE(schedule.is_over());
}

}  // namespace
}  // namespace whimbrel::engine
