#include "whimbrel/recipes/change/program_json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::recipes {
namespace {

model::Value read(std::string_view json) { return model::read_extended_json(json).value(); }

std::string written(std::string_view json) {
  std::string text;
  const auto status = write_program_json(read(json), text);
  return status ? text : status.error().describe();
}

TEST(ProgramJson, is_plain_where_a_double_holds_the_number) {
  EXPECT_EQ(
      written(R"({"a":{"$numberInt":"5"},"b":{"$numberLong":"7"},"c":{"$numberDouble":"0.5"}})"),
      R"({"a":5,"b":7,"c":0.5})");
  EXPECT_EQ(written(R"([{"$numberLong":"9007199254740992"},{"$numberLong":"9007199254740993"}])"),
            R"([9007199254740992,{"$numberLong":"9007199254740993"}])");
}

TEST(ProgramJson, keeps_other_types_in_their_wrappers) {
  EXPECT_EQ(written(R"({"a":{"$numberDecimal":"1.50"},"b":{"$date":{"$numberLong":"1000"}}})"),
            R"({"a":{"$numberDecimal":"1.50"},"b":{"$date":"1970-01-01T00:00:01Z"}})");
  EXPECT_EQ(written(R"({"id":{"$oid":"507f1f77bcf86cd799439011"}})"),
            R"({"id":{"$oid":"507f1f77bcf86cd799439011"}})");
}

TEST(ProgramJson, shows_no_object_with_a_name_that_stands_twice) {
  EXPECT_EQ(written(R"({"a":{"x":1,"x":2}})"), "field a: the name x stands twice in one object");
}

TEST(WithTypesOf, a_number_keeps_the_type_that_holds_it) {
  const auto kept = [](std::string_view answer, std::string_view sent) {
    const model::Value before = read(sent);
    std::string text;
    EXPECT_TRUE(write_extended_json(with_types_of(read(answer), &before),
                                    model::ExtendedJsonMode::canonical, text));
    return text;
  };
  EXPECT_EQ(kept("6", R"({"$numberLong":"5"})"), R"({"$numberLong":"6"})");
  EXPECT_EQ(kept("6", R"({"$numberDouble":"5.5"})"), R"({"$numberDouble":"6.0"})");
  EXPECT_EQ(kept("6.5", "5"), R"({"$numberDouble":"6.5"})");
  EXPECT_EQ(kept("6.0", "5"), R"({"$numberInt":"6"})");
  EXPECT_EQ(kept("5000000000", "5"), R"({"$numberLong":"5000000000"})");
  EXPECT_EQ(kept("0.3", R"({"$numberDecimal":"0.10"})"), R"({"$numberDecimal":"0.3"})");
  EXPECT_EQ(kept("[6,7,8]", R"([{"$numberLong":"5"},{"$numberLong":"7"}])"),
            R"([{"$numberLong":"6"},{"$numberLong":"7"},{"$numberInt":"8"}])");
}

// As jq 1.6 prints it.
TEST(WithTypesOf, a_double_that_comes_back_with_other_digits_is_the_same) {
  const model::Value sent(33451215400121330.0);
  EXPECT_EQ(with_types_of(read("33451215400121330"), &sent), sent);
  EXPECT_EQ(with_types_of(read("33451215400121328"), &sent), sent);
  const model::Value negative_zero(-0.0);
  EXPECT_EQ(with_types_of(read("-0"), &negative_zero), negative_zero);
}

TEST(ProgramJson, what_no_program_touched_is_the_same_value_again) {
  EXPECT_TRUE(rc::check([] {
    const model::Value sent = *model::testing::arbitrary_document();
    std::string line;
    if (!write_program_json(sent, line)) return;
    RC_ASSERT(line.find('\n') == std::string::npos);
    const auto answer = read_program_json(line);
    RC_ASSERT(answer.has_value());
    RC_ASSERT(with_types_of(*answer, &sent) == sent);
  }));
}

}  // namespace
}  // namespace whimbrel::recipes
