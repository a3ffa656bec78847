#include "whimbrel/recipes/change/rekey_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"
#include "whimbrel/recipes/worker/testing/jq_program.hpp"

namespace whimbrel::recipes {
namespace {

using model::Path;

class RekeyChangeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_.create_collection({"things", {Path({"_id"})}}));
    ASSERT_TRUE(store_.create_collection({"people", {Path({"email"})}}));
    ASSERT_TRUE(store_.create_collection({"pairs", {Path({"pk"}), Path({"sk"})}}));
  }

  std::string apply(std::string_view yaml, std::string_view item) {
    ChangeBench bench(yaml);
    const auto pinned = bench.pin(store_);
    if (!pinned) return pinned.error().describe();
    return bench.apply(item);
  }

  stores::memory::MemoryStore store_;
};

TEST_F(RekeyChangeTest, puts_the_item_under_its_new_key_and_removes_it) {
  EXPECT_EQ(apply(R"(- rekey: { key: { jq: '"user:" + ._id' } })", R"({"_id":"a","n":1.50})"),
            R"(deleted + things "user:a" {"_id":"user:a","n":1.50})");
  EXPECT_EQ(apply("- rekey: { key: { field: email } }", R"({"_id":1,"email":"x@y"})"),
            R"(deleted + things "x@y" {"_id":"x@y","email":"x@y"})");
}

TEST_F(RekeyChangeTest, takes_the_changes_before_it_along) {
  EXPECT_EQ(
      apply("- set: { n: 2 }\n- rekey: { collection: people }", R"({"_id":1,"email":"x@y","n":1})"),
      R"(deleted + people "x@y" {"_id":1,"email":"x@y","n":{"$numberInt":"2"}})");
}

TEST_F(RekeyChangeTest, an_item_with_that_key_already_stays) {
  EXPECT_EQ(apply("- set: { a: x }\n- rekey: { key: { field: k } }", R"({"_id":"b","k":"b"})"),
            R"({"_id":"b","k":"b","a":"x"})");
}

TEST_F(RekeyChangeTest, an_item_without_a_key_is_rejected) {
  EXPECT_EQ(apply("- rekey: { key: { field: email } }", R"({"_id":1})"),
            "rejected: the item has nothing to make its new key of");
  EXPECT_EQ(apply("- rekey: { key: { field: email } }", R"({"_id":1,"email":null})"),
            "rejected: the item has nothing to make its new key of");
  EXPECT_EQ(apply("- rekey: { collection: people }", R"({"_id":1})"),
            "rejected: the new key: key field email is missing");
}

TEST_F(RekeyChangeTest, a_composed_key_is_a_list) {
  EXPECT_EQ(
      apply("- rekey: { collection: pairs, key: { jq: '[._id, \"v1\"]' } }", R"({"_id":"a"})"),
      R"(deleted + pairs ["a","v1"] {"_id":"a","pk":"a","sk":"v1"})");
  EXPECT_EQ(apply("- rekey: { collection: pairs, key: x }", R"({"_id":"a"})"),
            "rejected: the new key must be a list of 2 values, one for each key field");
}

TEST_F(RekeyChangeTest, names_a_collection_that_is_not_there) {
  const std::string error = apply("- rekey: { collection: nowhere }", "{}");
  EXPECT_NE(error.find("nowhere"), std::string::npos) << error;
}

TEST_F(RekeyChangeTest, is_repeatable_when_it_leaves_the_collection) {
  EXPECT_TRUE(ChangeBench("- rekey: { collection: people }").list().repeatable());
  EXPECT_FALSE(ChangeBench("- rekey: { key: { jq: .x } }").list().repeatable());
  EXPECT_EQ(ChangeBench("- rekey: { collection: people }").list().inserts_into(),
            std::vector<std::string>{"people"});
}

TEST_F(RekeyChangeTest, warns_of_keys_that_may_be_the_same) {
  EXPECT_EQ(ChangeBench("- rekey: { collection: people }").warnings(), "");
  EXPECT_EQ(ChangeBench("- rekey: { key: { field: email } }").warnings(),
            "1:10 rekey-may-collide: two items may get the same key in things; then the run "
            "is refused before anything is written\n");
}

TEST_F(RekeyChangeTest, names_what_is_wrong) {
  EXPECT_EQ(ChangeBench("- rekey: { key: same }").errors(),
            "1:10 same-key: rekey with the same key in the same collection is the item itself\n");
  EXPECT_EQ(ChangeBench("- rekey: { collection: whimbrel_x }").errors().substr(0, 14),
            "1:24 bad-name:");
  EXPECT_EQ(ChangeBench("- rekey: { key: { field: a } }\n- unset: b").errors(),
            "2:3 unreachable-change: nothing is left to change behind rekey\n");
}

}  // namespace
}  // namespace whimbrel::recipes
