#include "whimbrel/recipes/change/unset_change.hpp"

#include "whimbrel/recipes/change/change_bench_test.hpp"

namespace whimbrel::recipes {
namespace {

TEST(UnsetChange, removes_fields_at_any_depth) {
  ChangeBench bench("- unset: [name, address.city]");
  EXPECT_EQ(bench.apply(R"({"name":"x","address":{"city":"y","zip":1},"b":2})"),
            R"({"address":{"zip":1},"b":2})");
  EXPECT_EQ(bench.apply(R"({"b":2})"), R"({"b":2})");
  EXPECT_TRUE(bench.list().repeatable());
}

TEST(UnsetChange, takes_one_name_without_a_list) {
  EXPECT_EQ(ChangeBench("- unset: name").apply(R"({"name":1})"), "{}");
}

TEST(UnsetChange, an_element_of_a_list_rejects_the_item) {
  EXPECT_EQ(ChangeBench("- unset: tags.0").apply(R"({"tags":[1,2]})"),
            "rejected: field tags.0: is an element of a list, which cannot be unset");
}

TEST(UnsetChange, names_fields_inside_one_another) {
  EXPECT_EQ(ChangeBench("- unset: [a, a.b]").errors(),
            "1:10 overlapping-fields: unset removes a and a.b, one inside the other\n");
}

TEST(UnsetChange, warns_when_no_journal_stays) {
  const ChangeBench bench("- unset: [name]");
  EXPECT_EQ(bench.warnings(), "");
  EXPECT_EQ(bench.warnings(false),
            "1:10 unset-without-undo: the values of name are gone for good once the run is "
            "completed\n");
}

}  // namespace
}  // namespace whimbrel::recipes
