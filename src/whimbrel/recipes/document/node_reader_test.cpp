#include "whimbrel/recipes/document/node_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/recipes/document/finding_output.hpp"
#include "whimbrel/recipes/document/yaml.hpp"

namespace whimbrel::recipes {
namespace {

using testing::HasSubstr;

class NodeReader : public testing::Test {
 protected:
  Node node(std::string_view yaml) { return parse_yaml("r.yaml", yaml, findings_).value(); }
  std::string said() const { return findings_text(findings_); }

  Findings findings_;
};

TEST_F(NodeReader, knows_times_by_their_unit) {
  EXPECT_EQ(read_duration_ms(node("250ms"), "x", findings_), 250);
  EXPECT_EQ(read_duration_ms(node("5s"), "x", findings_), 5'000);
  EXPECT_EQ(read_duration_ms(node("2m"), "x", findings_), 120'000);
  EXPECT_EQ(read_duration_ms(node("24h"), "x", findings_), 86'400'000);
  EXPECT_TRUE(findings_.empty());
  for (const char* wrong : {"5", "s", "0s", "-1s", "1.5s", "25h", "99999999999999h", "[5s]"})
    EXPECT_FALSE(read_duration_ms(node(wrong), "x", findings_)) << wrong;
}

TEST_F(NodeReader, holds_numbers_within_their_bounds) {
  EXPECT_EQ(read_integer(node("5"), "x", 0, 5, findings_), 5);
  EXPECT_TRUE(findings_.empty());
  for (const char* wrong : {"6", "-1", "'5'", "5.0", "x", "[]"})
    EXPECT_FALSE(read_integer(node(wrong), "x", 0, 5, findings_)) << wrong;
  EXPECT_THAT(said(), HasSubstr("x must be a whole number from 0 to 5"));
}

TEST_F(NodeReader, takes_one_for_a_list_of_one) {
  EXPECT_EQ(read_texts(node("a"), "x", findings_)->size(), 1u);
  EXPECT_EQ(read_paths(node("[a, b.c]"), "x", findings_)->at(1).text(), "b.c");
  EXPECT_TRUE(findings_.empty());
  EXPECT_FALSE(read_texts(node("[a, a]"), "x", findings_));
  EXPECT_THAT(said(), HasSubstr("r.yaml:1:5: error: \"a\" is there twice"));
}

TEST_F(NodeReader, names_the_nearest_key) {
  const Node root = node("{ fro: 1, tu: 2 }");
  const MapReader map(root, "lookup", {"from", "to"}, findings_);
  EXPECT_THAT(said(), HasSubstr("1:3: error: lookup has no key \"fro\" (unknown-key)\n"
                                "  did you mean from?"));
  EXPECT_EQ(map.require("from", "from: users"), nullptr);
  EXPECT_THAT(said(), HasSubstr("lookup lacks \"from\""));
}

TEST_F(NodeReader, wants_true_or_false_without_quotes) {
  EXPECT_EQ(read_bool(node("true"), "x", findings_), true);
  EXPECT_FALSE(read_bool(node("'true'"), "x", findings_));
  EXPECT_FALSE(read_bool(node("yes"), "x", findings_));
}

}  // namespace
}  // namespace whimbrel::recipes
