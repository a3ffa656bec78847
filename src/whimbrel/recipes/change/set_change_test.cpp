#include "whimbrel/recipes/change/set_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"
#include "whimbrel/recipes/worker/testing/jq_program.hpp"

namespace whimbrel::recipes {
namespace {

TEST(SetChange, gives_constants_of_every_type) {
  ChangeBench bench(R"(- set:
    text: open
    number: 5
    large: 5000000000
    real: 1.5
    quoted: "5"
    flag: true
    nothing: null
    price: { $numberDecimal: "1.50" }
    obj: { value: { a: 1, field: x } }
    list: [1, { b: 2 }]
)");
  EXPECT_EQ(bench.apply("{}"),
            R"({"text":"open","number":{"$numberInt":"5"},"large":{"$numberLong":"5000000000"},)"
            R"("real":{"$numberDouble":"1.5"},"quoted":"5","flag":true,"nothing":null,)"
            R"("price":{"$numberDecimal":"1.50"},"obj":{"a":{"$numberInt":"1"},"field":"x"},)"
            R"("list":[{"$numberInt":"1"},{"b":{"$numberInt":"2"}}]})");
  EXPECT_TRUE(bench.list().repeatable());
}

TEST(SetChange, now_is_the_time_of_the_run) {
  ChangeBench bench("- set: { at: { now: true } }");
  EXPECT_EQ(bench.apply("{}"), R"({"at":{"$date":{"$numberLong":"1750000000000"}}})");
}

TEST(SetChange, copies_fields_as_they_were_before_the_step) {
  ChangeBench bench("- set: { a: { field: b }, b: { field: a }, x: { field: none } }");
  EXPECT_EQ(bench.apply(R"({"a":1,"b":{"$oid":"507f1f77bcf86cd799439011"},"x":7})"),
            R"({"a":{"$oid":"507f1f77bcf86cd799439011"},"b":1,"x":7})");
  EXPECT_FALSE(bench.list().repeatable());
}

TEST(SetChange, makes_parents_that_are_missing) {
  ChangeBench bench("- set: { a.b.c: x, a.d: y }");
  EXPECT_EQ(bench.apply(R"({"z":0})"), R"({"z":0,"a":{"b":{"c":"x"},"d":"y"}})");
}

TEST(SetChange, takes_one_value_from_jq) {
  ChangeBench bench(R"(- set: { first: { jq: '.name | split(" ")[0]' }, n: { jq: '.n + 1' } })");
  EXPECT_EQ(bench.apply(R"({"name":"Ada Lovelace","n":{"$numberLong":"7"}})"),
            R"({"name":"Ada Lovelace","n":{"$numberLong":"8"},"first":"Ada"})");
  EXPECT_EQ(bench.apply(R"({"name":5,"n":1})"),
            "rejected: jq: split input and separator must be strings");
  EXPECT_FALSE(bench.list().repeatable());
  EXPECT_TRUE(bench.list().reads_whole_item());
}

TEST(SetChange, a_set_of_the_same_bytes_changes_nothing) {
  ChangeBench bench("- set: { a: x }");
  bench.apply(R"({"a":"x"})");
  EXPECT_FALSE(bench.sink().wants_change());
}

TEST(SetChange, says_what_is_wrong_with_a_value) {
  EXPECT_EQ(ChangeBench("- set: { a: { now: false } }").errors(),
            "1:20 bad-value: now of a must be true, and this is false\n");
  EXPECT_EQ(ChangeBench("- set: { a: { jq: .x, on_error: skip } }").errors(),
            "1:13 ambiguous-value: a has more beside now, field, jq or value\n");
  EXPECT_EQ(ChangeBench("- set: { a: { b: { now: true } } }").errors(),
            "1:18 nested-source: { now: … } inside of a would be stored as it stands\n");
  EXPECT_EQ(ChangeBench("- set: { a: 1, a.b: 2 }").errors(),
            "1:16 overlapping-fields: set changes a and a.b, one inside the other\n");
  EXPECT_EQ(ChangeBench("- set: {}").errors(),
            "1:8 wrong-type: set must be fields, each with what to do, and this is a map of names "
            "to values\n"
            "");
}

TEST(SetChange, says_where_an_expression_is_wrong) {
  EXPECT_EQ(ChangeBench("- set: { a: { jq: '.x | foo' } }").errors(),
            "1:19 bad-jq: jq cannot read the expression at character 6: foo/0 is not defined\n");
}

TEST(SetChange, warns_of_jq_that_reads_the_clock) {
  EXPECT_EQ(
      ChangeBench("- set: { a: { jq: 'now' }, b: { jq: '.now + \"now\"' } }").warnings(),
      "1:19 jq-not-deterministic: `now` gives something else each time or on another machine, "
      "or nothing at all: expressions see one item and the run's time only\n");
}

}  // namespace
}  // namespace whimbrel::recipes
