#include "whimbrel/recipes/change/copy_to_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"
#include "whimbrel/recipes/worker/testing/jq_program.hpp"

namespace whimbrel::recipes {
namespace {

class CopyToChangeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_.create_collection({"archive", {model::Path({"_id"})}}));
  }

  std::string apply(std::string_view yaml, std::string_view item) {
    ChangeBench bench(yaml);
    const auto pinned = bench.pin(store_);
    if (!pinned) return pinned.error().describe();
    return bench.apply(item);
  }

  stores::memory::MemoryStore store_;
};

TEST_F(CopyToChangeTest, puts_the_item_as_changed_so_far) {
  EXPECT_EQ(apply("- set: { a: x }\n- copy_to: { collection: archive }\n- set: { a: z }",
                  R"({"_id":1, "n":1.50})"),
            R"({"_id":1, "n":1.50, "a":"z"} + archive {"$numberInt":"1"} )"
            R"({"_id":1, "n":1.50, "a":"x"})");
}

TEST_F(CopyToChangeTest, gives_the_copy_another_key) {
  EXPECT_EQ(apply(R"(- copy_to: { collection: archive, key: { jq: '"old:" + ._id' } })",
                  R"({"_id":"a"})"),
            R"({"_id":"a"} + archive "old:a" {"_id":"old:a"})");
}

TEST_F(CopyToChangeTest, goes_with_a_delete) {
  EXPECT_EQ(
      apply("- copy_to: { collection: archive, key: same }\n- delete: true", R"({"_id":"a"})"),
      R"(deleted + archive "a" {"_id":"a"})");
  EXPECT_TRUE(
      ChangeBench("- copy_to: { collection: archive }\n- delete: true").list().repeatable());
  EXPECT_FALSE(ChangeBench("- copy_to: { collection: archive }").list().repeatable());
}

TEST_F(CopyToChangeTest, names_what_is_wrong) {
  EXPECT_EQ(ChangeBench("- copy_to: { collection: things }").errors(),
            "1:12 same-key: copy_to with the same key in the same collection is the item itself\n");
}

}  // namespace
}  // namespace whimbrel::recipes
