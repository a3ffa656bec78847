#include "whimbrel/recipes/document/node_value.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/recipes/document/yaml.hpp"

namespace whimbrel::recipes {
namespace {

std::string canonical(std::string_view yaml, ValueUse use = ValueUse::data) {
  Findings findings;
  const auto node = parse_yaml("r.yaml", yaml, findings);
  const auto value = node ? value_of(*node, findings, use) : std::nullopt;
  if (!value)
    return findings.empty() ? "?"
                            : to_string(findings.all()[0].place) + " " + findings.all()[0].message;
  std::string text;
  EXPECT_TRUE(model::write_extended_json(*value, model::ExtendedJsonMode::canonical, text));
  return text;
}

TEST(NodeValue, reads_scalars_by_the_core_rules_of_yaml) {
  EXPECT_EQ(canonical("5"), R"({"$numberInt":"5"})");
  EXPECT_EQ(canonical("+5"), R"({"$numberInt":"5"})");
  EXPECT_EQ(canonical("-2147483648"), R"({"$numberInt":"-2147483648"})");
  EXPECT_EQ(canonical("2147483648"), R"({"$numberLong":"2147483648"})");
  EXPECT_EQ(canonical("010"), R"({"$numberInt":"10"})");
  EXPECT_EQ(canonical("0o10"), R"({"$numberInt":"8"})");
  EXPECT_EQ(canonical("0xff"), R"({"$numberInt":"255"})");
  EXPECT_EQ(canonical("1.5"), R"({"$numberDouble":"1.5"})");
  EXPECT_EQ(canonical("+1e3"), R"({"$numberDouble":"1000.0"})");
  EXPECT_EQ(canonical(".5"), R"({"$numberDouble":"0.5"})");
  EXPECT_EQ(canonical("5."), R"({"$numberDouble":"5.0"})");
  EXPECT_EQ(canonical("-.inf"), R"({"$numberDouble":"-Infinity"})");
  EXPECT_EQ(canonical("true"), "true");
  EXPECT_EQ(canonical("~"), "null");
  EXPECT_EQ(canonical("\"5\""), R"("5")");
  for (const char* text : {"yes", "no", "on", "1_000", "1:30", "2025-01-01", ".", "-", "1e", "0x"})
    EXPECT_EQ(canonical(text == std::string("-") ? "'-'" : text), "\"" + std::string(text) + "\"");
}

TEST(NodeValue, reads_typed_values_by_their_wrappers) {
  EXPECT_EQ(canonical("{ $numberDecimal: \"1.50\" }"), R"({"$numberDecimal":"1.50"})");
  EXPECT_EQ(canonical("{ $numberDecimal: 1.50 }"), R"({"$numberDecimal":"1.50"})");
  EXPECT_EQ(canonical("{ $numberLong: 5 }"), R"({"$numberLong":"5"})");
  EXPECT_EQ(canonical("{ $date: 1970-01-01T00:00:01Z }"), R"({"$date":{"$numberLong":"1000"}})");
  EXPECT_EQ(canonical("{ $oid: 507f1f77bcf86cd799439011 }"),
            R"({"$oid":"507f1f77bcf86cd799439011"})");
  EXPECT_EQ(canonical("{ a: [1, { b: x }] }"), R"({"a":[{"$numberInt":"1"},{"b":"x"}]})");
}

TEST(NodeValue, leaves_the_operators_of_a_query_alone) {
  EXPECT_EQ(canonical("{ a: { $regex: ^x, $options: i } }", ValueUse::query),
            R"({"a":{"$whimbrelObject":[["$regex","^x"],["$options","i"]]}})")
      << "an object with two fields, not BSON's regular expression";
  EXPECT_EQ(canonical("{ a: { $type: string, $exists: true } }", ValueUse::query),
            R"({"a":{"$type":"string","$exists":true}})");
}

TEST(NodeValue, names_the_node_that_is_wrong) {
  EXPECT_THAT(canonical("{ a: 1, b: { $date: soon } }"),
              testing::HasSubstr("r.yaml:1:12 $date is"));
  EXPECT_THAT(canonical("[1, 99999999999999999999]"),
              testing::HasSubstr("r.yaml:1:5 99999999999999999999 does not fit in 64 bits"));
  EXPECT_THAT(canonical("1e999"), testing::HasSubstr("does not fit in a double"));
}

TEST(NodeValue, shows_a_value_without_its_tail) {
  EXPECT_EQ(shown(model::Value(5)), "5");
  EXPECT_LE(shown(model::Value(std::string(1'000, 'x'))).size(), 210u);
}

}  // namespace
}  // namespace whimbrel::recipes
