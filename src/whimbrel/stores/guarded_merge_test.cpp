#include "whimbrel/stores/guarded_merge.hpp"

#include <gtest/gtest.h>

namespace whimbrel::stores {
namespace {

using model::Path;

class GuardedMergeTest : public ::testing::Test {
 protected:
  GuardedMergeTest() {
    write_.key = "1";
    write_.guards = {&guard_, 1};
    write_.edits = {&edit_, 1};
  }

  const Path status_{{"status"}};
  const model::FieldGuard guard_{&status_, "\"open\""};
  const model::Edit edit_{model::Edit::Kind::set, &status_, "\"shut\"", 0};
  ItemWrite write_;
  GuardedMerge merge_{model::extended_json_codec()};
};

TEST_F(GuardedMergeTest, takes_the_after_as_it_is_on_the_basis) {
  write_.basis = R"({"status":"open"})";
  write_.after = "whatever the writer made of it";
  EXPECT_EQ(merge_.decide(write_, write_.basis), WriteOutcome::applied);
  EXPECT_EQ(merge_.merged(), write_.after);
}

TEST_F(GuardedMergeTest, splices_into_what_is_there_otherwise) {
  write_.basis = R"({"status":"open"})";
  write_.after = R"({"status":"shut"})";
  EXPECT_EQ(merge_.decide(write_, R"({"a":1,"status":"open","b":2})"), WriteOutcome::applied);
  EXPECT_EQ(merge_.merged(), R"({"a":1,"status":"shut","b":2})");
}

TEST_F(GuardedMergeTest, a_guard_that_fails_is_the_outcome) {
  EXPECT_EQ(merge_.decide(write_, R"({"status":"new"})"), WriteOutcome::guard_failed);
  EXPECT_EQ(merge_.decide(write_, R"({"other":"open"})"), WriteOutcome::guard_failed);
}

TEST_F(GuardedMergeTest, an_unreadable_item_has_changed) {
  EXPECT_EQ(merge_.decide(write_, "{"), WriteOutcome::guard_failed);
  EXPECT_EQ(merge_.decide(write_, ""), WriteOutcome::guard_failed);
}

TEST_F(GuardedMergeTest, an_erase_looks_at_its_guards_only) {
  write_.kind = ItemWrite::Kind::erase;
  write_.edits = {};
  EXPECT_EQ(merge_.decide(write_, R"({"a":1,"status":"open"})"), WriteOutcome::applied);
  write_.guards = {};
  EXPECT_EQ(merge_.decide(write_, R"({"a":1})"), WriteOutcome::applied);
  write_.basis = R"({"a":2})";
  EXPECT_EQ(merge_.decide(write_, R"({"a":1})"), WriteOutcome::guard_failed);
}

}  // namespace
}  // namespace whimbrel::stores
