#include "whimbrel/recipes/change/type_conversion.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::recipes {
namespace {

std::string convert(std::string_view json, std::string_view type) {
  const auto result =
      converted(model::read_extended_json(json).value(), target_type_from(type).value());
  std::string text;
  if (!result) return "none";
  EXPECT_TRUE(write_extended_json(*result, model::ExtendedJsonMode::canonical, text));
  return text;
}

TEST(TypeConversion, makes_whole_numbers) {
  EXPECT_EQ(convert("\"12\"", "int"), R"({"$numberInt":"12"})");
  EXPECT_EQ(convert("\"-5000000000\"", "int"), R"({"$numberLong":"-5000000000"})");
  EXPECT_EQ(convert("12.0", "int"), R"({"$numberInt":"12"})");
  EXPECT_EQ(convert(R"({"$numberDecimal":"7.00"})", "int"), R"({"$numberInt":"7"})");
  EXPECT_EQ(convert("true", "int"), R"({"$numberInt":"1"})");
  EXPECT_EQ(convert("5", "long"), R"({"$numberLong":"5"})");
  EXPECT_EQ(convert(R"({"$date":"1970-01-01T00:00:01Z"})", "long"), R"({"$numberLong":"1000"})");
}

TEST(TypeConversion, keeps_an_int64_that_is_asked_for_as_int) {
  EXPECT_EQ(convert(R"({"$numberLong":"5"})", "int"), R"({"$numberLong":"5"})");
}

TEST(TypeConversion, loses_nothing_without_saying_so) {
  for (const char* text : {"\"12abc\"", "\"\"", "\" 12\"", "\"1e3\"", "\"+-1\"", "12.5",
                           "\"9223372036854775808\"", "-0.0", "[1]", "{}", "null"})
    EXPECT_EQ(convert(text, "int"), "none") << text;
  EXPECT_EQ(convert("9007199254740993", "double"), "none");
  EXPECT_EQ(convert(R"({"$numberDecimal":"0.12345678901234567890"})", "double"), "none");
  EXPECT_EQ(convert("\"NaN\"", "double"), "none");
  EXPECT_EQ(convert("2", "bool"), "none");
  EXPECT_EQ(convert("\"yes\"", "bool"), "none");
  EXPECT_EQ(convert(R"([1])", "string"), "none");
  EXPECT_EQ(convert("\"507f\"", "objectId"), "none");
}

TEST(TypeConversion, makes_doubles_and_decimals_by_their_digits) {
  EXPECT_EQ(convert("\"0.1\"", "double"), R"({"$numberDouble":"0.1"})");
  EXPECT_EQ(convert(R"({"$numberDecimal":"1.50"})", "double"), R"({"$numberDouble":"1.5"})");
  EXPECT_EQ(convert("0.1", "decimal"), R"({"$numberDecimal":"0.1"})");
  EXPECT_EQ(convert("100.0", "decimal"), R"({"$numberDecimal":"100"})");
  EXPECT_EQ(convert("\"1.50\"", "decimal"), R"({"$numberDecimal":"1.50"})");
}

TEST(TypeConversion, makes_text) {
  EXPECT_EQ(convert("5.0", "string"), "\"5\"");
  EXPECT_EQ(convert("0.1", "string"), "\"0.1\"");
  EXPECT_EQ(convert("false", "string"), "\"false\"");
  EXPECT_EQ(convert(R"({"$date":"2025-01-02T03:04:05Z"})", "string"), "\"2025-01-02T03:04:05Z\"");
  EXPECT_EQ(convert(R"({"$oid":"507f1f77bcf86cd799439011"})", "string"),
            "\"507f1f77bcf86cd799439011\"");
}

TEST(TypeConversion, makes_dates) {
  EXPECT_EQ(convert("\"1970-01-01T00:00:01Z\"", "date"), R"({"$date":{"$numberLong":"1000"}})");
  EXPECT_EQ(convert("\"1970-01-02\"", "date"), R"({"$date":{"$numberLong":"86400000"}})");
  EXPECT_EQ(convert(R"({"$numberLong":"7"})", "date"), R"({"$date":{"$numberLong":"7"}})");
  // It could be seconds as well.
  EXPECT_EQ(convert("1700000000", "date"), "none");
  EXPECT_EQ(convert("\"02.01.1970\"", "date"), "none");
}

// There and back is the same value, for every type that a value can become.
TEST(TypeConversion, what_became_another_type_becomes_the_same_again) {
  EXPECT_TRUE(rc::check([] {
    const auto number = *rc::gen::arbitrary<std::int64_t>();
    const model::Value value(number);
    for (const TargetType type :
         {TargetType::text, TargetType::decimal, TargetType::real, TargetType::date}) {
      const auto there = converted(value, type);
      if (!there) continue;
      RC_ASSERT(converted(*there, TargetType::long_integer) == value);
    }
  }));
  EXPECT_TRUE(rc::check([] {
    const model::Value value(*model::testing::arbitrary_double(true));
    for (const TargetType type :
         {TargetType::text, TargetType::decimal, TargetType::long_integer}) {
      const auto there = converted(value, type);
      if (!there || *value.get_if<double>() == 0.0) continue;
      RC_ASSERT(converted(*there, TargetType::real) == value);
    }
  }));
}

}  // namespace
}  // namespace whimbrel::recipes
