#include "whimbrel/recipes/change/jq_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"
#include "whimbrel/recipes/worker/testing/jq_program.hpp"

namespace whimbrel::recipes {
namespace {

TEST(JqChange, makes_an_item_of_an_item) {
  ChangeBench bench("- jq: '.total = (.lines | map(.price) | add) | del(.old)'");
  EXPECT_EQ(bench.apply(R"({"lines":[{"price":1.5},{"price":2}],"old":1})"),
            R"({"lines":[{"price":1.5},{"price":2}],"total":{"$numberDouble":"3.5"}})");
  EXPECT_FALSE(bench.list().repeatable());
  EXPECT_TRUE(bench.list().reads_whole_item());
}

TEST(JqChange, leaves_the_bytes_of_what_it_did_not_change) {
  ChangeBench bench("- jq: '.a.b = 2'");
  EXPECT_EQ(
      bench.apply(R"({ "x" : 1.50, "a": { "c":  [ {"$numberDecimal":"1.0"} ], "b": 1 } })"),
      R"({ "x" : 1.50, "a": { "c":  [ {"$numberDecimal":"1.0"} ], "b": {"$numberInt":"2"} } })");
  ASSERT_EQ(bench.sink().edits().size(), 1u);
  EXPECT_EQ(bench.sink().edits()[0].path->text(), "a.b");
  EXPECT_EQ(bench.apply(R"({"a":{"b":{"$numberLong":"2"}}})"),
            R"({"a":{"b":{"$numberLong":"2"}}})");
}

TEST(JqChange, can_refuse_an_item) {
  ChangeBench bench(R"(- jq: 'if .n > 5 then {"$reject": "n is too large"} else . end')");
  EXPECT_EQ(bench.apply(R"({"n":6})"), "rejected: jq says: n is too large");
  EXPECT_EQ(bench.apply(R"({"n":5})"), R"({"n":5})");
}

TEST(JqChange, an_item_that_it_fails_on_is_rejected) {
  EXPECT_EQ(ChangeBench("- jq: '.a + 1 | tostring'").apply(R"({"a":1})"),
            "rejected: jq gives no item but a value of type string");
  EXPECT_EQ(ChangeBench("- jq: '.a[]'").apply(R"({"a":5})"),
            "rejected: jq: Cannot iterate over number (5)");
  EXPECT_EQ(ChangeBench("- jq: 'empty'").apply(R"({"a":5})").substr(0, 9), "rejected:");
}

TEST(JqChange, sees_only_what_the_recipe_reads) {
  ChangeBench bench("- jq: '.a.seen = (. | tojson)'", ".", {model::Path({"a", "b"})});
  EXPECT_EQ(bench.apply(R"({"a":{"b":1,"secret":2},"z":3})"),
            R"({"a":{"b":1,"secret":2,"seen":"{\"a\":{\"b\":1}}"},"z":3})");
  EXPECT_FALSE(bench.list().reads_whole_item());
  ChangeBench removing("- jq: 'del(.a)'", ".", {model::Path({"a", "b"})});
  EXPECT_EQ(removing.apply(R"({"a":{"b":1,"secret":2}})"), R"({"a":{"secret":2}})");
  ChangeBench replacing("- jq: '.a = 5'", ".", {model::Path({"a", "b"})});
  EXPECT_EQ(replacing.apply(R"({"a":{"b":1,"secret":2}})"),
            "rejected: jq replaces a, of which it sees only a part");
}

TEST(JqChange, asks_about_a_whole_page_at_once_and_gives_the_same) {
  const std::string_view yaml = "- increment: { n: 1 }\n- jq: '.n += 1'\n- set: { m: { jq: .n } }";
  std::vector<std::string> items;
  for (int i = 0; i < 50; ++i) items.push_back(fmt::format(R"({{"n":{}}})", i));
  ChangeBench asked(yaml), expected(yaml);
  expected.expect(items);
  for (const std::string& item : items) EXPECT_EQ(expected.apply(item), asked.apply(item));
  // What was not foreseen is asked for then.
  EXPECT_EQ(expected.apply(R"({"n":100})"),
            R"({"n":{"$numberInt":"102"},"m":{"$numberInt":"102"}})");
}

TEST(JqChange, says_where_the_expression_is_wrong) {
  EXPECT_EQ(ChangeBench("- set: { a: 1 }\n- jq: '.a = nothing_such(1)'").errors(),
            "2:7 bad-jq: jq cannot read the expression at character 6: nothing_such/1 is not "
            "defined\n");
}

}  // namespace
}  // namespace whimbrel::recipes
