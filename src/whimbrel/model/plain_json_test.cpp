#include "whimbrel/model/plain_json.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

Value read(std::string_view text) {
  auto value = read_plain_json(text);
  EXPECT_TRUE(value) << text << ": " << (value ? "" : value.error().describe());
  return value.value_or(Value("could not be read"));
}

std::string written(const Value& value) {
  std::string text;
  const auto status = write_plain_json(value, text);
  EXPECT_TRUE(status) << (status ? "" : status.error().describe());
  return text;
}

base::Error error_of(std::string_view text, const ReadOptions& options = {}) {
  const auto value = read_plain_json(text, options);
  EXPECT_FALSE(value) << text;
  return value ? base::Error(base::ErrorKind::internal, "no error") : value.error();
}

TEST(PlainJson, gives_each_number_the_type_that_keeps_it) {
  EXPECT_EQ(read("5"), Value(5));
  EXPECT_EQ(read("-2147483648"), Value(std::numeric_limits<std::int32_t>::min()));
  EXPECT_EQ(read("2147483648"), Value(std::int64_t{2147483648}));
  EXPECT_EQ(read("-9223372036854775808"), Value(std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(read("9223372036854775808"), Value(*Decimal::parse("9223372036854775808")));
  EXPECT_EQ(read("0.1"), Value(0.1));
  EXPECT_EQ(read("15.0"), Value(15.0));
  EXPECT_EQ(read("1.50"), Value(*Decimal::parse("1.50")));
  EXPECT_EQ(read("1e400"), Value(*Decimal::parse("1E+400")));
  EXPECT_EQ(read("0.1000000000000000000000000000000001"),
            Value(*Decimal::parse("0.1000000000000000000000000000000001")));
  EXPECT_EQ(read("-0"), Value(*Decimal::parse("-0")));
  EXPECT_EQ(read("-0.0"), Value(-0.0));
  EXPECT_EQ(read("5e0"), Value(5));
}

TEST(PlainJson, takes_text_with_every_escape) {
  EXPECT_EQ(read(R"("\"\\\/\b\f\n\r\t\u0000\u00e9\ud83d\ude00")"),
            Value(std::string("\"\\/\b\f\n\r\t\0é😀", 15)));
  EXPECT_EQ(read("\"\xe2\x80\xa8\""), Value("\u2028"));
  EXPECT_EQ(read("{\"a\\u002eb\\n\":1}"), Value(Object{{"a.b\n", 1}}));
}

TEST(PlainJson, keeps_duplicate_names_and_order) {
  EXPECT_EQ(written(read(R"( { "b" : 1 , "a" : [ ] , "b" : { } } )")), R"({"b":1,"a":[],"b":{}})");
}

TEST(PlainJson, gives_dollar_names_no_meaning) {
  EXPECT_EQ(read(R"({"$oid":5})"), Value(Object{{"$oid", 5}}));
}

TEST(PlainJson, refuses_half_a_surrogate_pair_where_it_stands) {
  for (const char* text :
       {R"(["a\ud83d"])", R"(["a\ude00"])", R"(["a\ud83dx"])", R"(["a\ud83d\u0041"])"}) {
    const auto error = error_of(text);
    EXPECT_EQ(error.describe().substr(0, 33), "line 1, column 4 (byte 3): field ") << text;
    EXPECT_NE(error.message().find("surrogate"), std::string::npos);
  }
}

TEST(PlainJson, refuses_what_is_not_one_json_value) {
  for (const char* text : {"",
                           " ",
                           "1,2",
                           "1]",
                           "1],[2",
                           "[1",
                           "{",
                           "}",
                           "[1 2]",
                           "[1,]",
                           "[,1]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{1:1}",
                           "nul",
                           "nulll",
                           "tru",
                           "True",
                           "+1",
                           "01",
                           "1.",
                           ".5",
                           "1e",
                           "-",
                           "0x1",
                           "NaN",
                           "Infinity",
                           "'a'",
                           "\"a",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\n\"",
                           "\"\xff\"",
                           "\"\xc0\x80\"",
                           "[1]x",
                           "{\"a\":1}{\"a\":2}",
                           "[}",
                           "{]",
                           "[[1]",
                           "1 2",
                           "\"a\"\"b\"",
                           "//",
                           "[1}",
                           "{\"a\":1]",
                           "\xef\xbb\xbf"
                           "1"})
    EXPECT_EQ(error_of(text).kind(), base::ErrorKind::invalid_data) << text;
}

TEST(PlainJson, says_line_column_and_field_of_an_error) {
  ReadOptions options;
  options.first_line = 10;
  const auto error = error_of("{\"a\": [1,\n  {\"b.c\": 01}]}", options);
  EXPECT_EQ(error.describe().substr(0, 50), "line 11, column 11 (byte 20): field a.1.\"b.c\": not")
      << error.describe();
  EXPECT_FALSE(error.remedy().empty());
}

TEST(PlainJson, bounds_depth_and_size) {
  ReadOptions options;
  options.depth_max = 3;
  EXPECT_TRUE(read_plain_json("[[[1]]]", options));
  EXPECT_NE(error_of("[[[[1]]]]", options).message().find("3 levels"), std::string::npos);
  EXPECT_TRUE(read_plain_json(std::string(200, '[') + std::string(200, ']')));
  EXPECT_FALSE(read_plain_json(std::string(201, '[') + std::string(201, ']')));
  EXPECT_FALSE(read_plain_json(std::string(1'000'000, '[')));
  options.bytes_max = 5;
  EXPECT_TRUE(read_plain_json("[1,2]", options));
  EXPECT_NE(error_of("[1,23]", options).message().find("6 bytes"), std::string::npos);
}

TEST(PlainJson, writes_nothing_deeper_than_it_reads) {
  Value deep;
  for (int level = 0; level < 200; ++level) deep = List{std::move(deep)};
  EXPECT_TRUE(read_plain_json(written(deep)));
  deep = List{std::move(deep)};
  std::string out = "kept";
  const auto status = write_plain_json(deep, out);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message().find("200 levels"), std::string::npos);
  EXPECT_EQ(out, "kept");
}

TEST(PlainJson, refuses_types_that_json_lacks_by_field) {
  const Value values[] = {Date{0},     ObjectId{},      Bytes{},
                          MinKey{},    Timestamp{1, 2}, Regex("a", ""),
                          StringSet{}, Decimal::nan(),  std::numeric_limits<double>::infinity(),
                          Undefined{}, Symbol{"s"},     JavaScriptWithScope{"c", {}}};
  for (const Value& value : values) {
    std::string out;
    const auto status = write_plain_json(Object{{"a", List{Value(1), value}}}, out);
    ASSERT_FALSE(status) << value;
    EXPECT_EQ(status.error().kind(), base::ErrorKind::unsupported);
    EXPECT_EQ(status.error().describe().substr(0, 11), "field a.1: ") << status.error().describe();
    EXPECT_EQ(out, "");
  }
}

TEST(PlainJson, writes_wide_integers_as_digits) {
  EXPECT_EQ(written(Uint256::from_decimal("123456789012345678901234567890").value()),
            "123456789012345678901234567890");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
}

TEST(PlainJson, reads_again_after_an_error_on_the_same_thread) {
  error_of("[1,{\"a\":tru}]");
  EXPECT_EQ(read("[1]"), Value(List{Value(1)}));
}

}  // namespace
}  // namespace whimbrel::model
