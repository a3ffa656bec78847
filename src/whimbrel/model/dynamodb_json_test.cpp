#include "whimbrel/model/dynamodb_json.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

DynamoDbOptions carrying() {
  DynamoDbOptions options;
  options.carry_unsupported = true;
  return options;
}

Value read(std::string_view text, const DynamoDbOptions& options = {}) {
  auto value = read_dynamodb_value(text, options);
  EXPECT_TRUE(value) << text << ": " << (value ? "" : value.error().describe());
  return value.value_or(Value("could not be read"));
}

std::string written(const Value& value, const DynamoDbOptions& options = {}) {
  std::string text;
  const auto status = write_dynamodb_value(value, text, options);
  EXPECT_TRUE(status) << (status ? "" : status.error().describe());
  return text;
}

Decimal decimal(std::string_view text) { return *Decimal::parse(text); }

TEST(DynamoDbJson, reads_and_writes_each_type) {
  const std::pair<const char*, Value> types[] = {
      {R"({"S":"a\u0000\"é"})", std::string("a\0\"é", 5)},
      {R"({"S":""})", ""},
      {R"({"N":"1.50"})", decimal("1.50")},
      {R"({"B":"AQID"})", Bytes{{1, 2, 3}, 0}},
      {R"({"SS":["b","a"]})", StringSet{{"b", "a"}}},
      {R"({"NS":["1","-2.5"]})", NumberSet{{decimal("1"), decimal("-2.5")}}},
      {R"({"BS":["AQID",""]})", BinarySet{{{1, 2, 3}, {}}}},
      {R"({"M":{"S":{"S":"x"},"a.b":{"M":{}}}})", Object{{"S", "x"}, {"a.b", Object{}}}},
      {R"({"L":[{"NULL":true},{"L":[]}]})", List{Value(), List{}}},
      {R"({"NULL":true})", Null{}},
      {R"({"BOOL":true})", true},
      {R"({"BOOL":false})", false}};
  for (const auto& [text, value] : types) {
    EXPECT_EQ(read(text), value) << text;
    EXPECT_EQ(written(value), text);
  }
}

TEST(DynamoDbJson, writes_numbers_back_as_the_service_spells_them) {
  const std::string longest = "0." + std::string(129, '0') + "1";
  for (const std::string& number :
       {std::string("0"), std::string("-1"), std::string("100000"), std::string("0.0000001"),
        std::string("12345678901234567890123456789012345678"),
        std::string("-0.00012345678901234567890123456789012345678"), "1" + std::string(125, '0'),
        longest}) {
    const std::string text = R"({"N":")" + number + R"("})";
    EXPECT_EQ(written(read(text)), text);
  }
}

TEST(DynamoDbJson, writes_every_number_type_as_n) {
  EXPECT_EQ(written(5), R"({"N":"5"})");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), R"({"N":"-9223372036854775808"})");
  EXPECT_EQ(written(100.0), R"({"N":"100"})");
  EXPECT_EQ(written(0.1), R"({"N":"0.1"})");
  EXPECT_EQ(written(1e-7), R"({"N":"0.0000001"})");
  EXPECT_EQ(written(Uint256::from_decimal("12345678901234567890").value()),
            R"({"N":"12345678901234567890"})");
}

TEST(DynamoDbJson, refuses_numbers_that_the_service_refuses) {
  for (const char* number :
       {"123456789012345678901234567890123456789", "1E+126", "1E-131", "NaN", "Infinity", "", "x"})
    EXPECT_FALSE(read_dynamodb_value(std::string(R"({"N":")") + number + R"("})")) << number;
  const Value numbers[] = {decimal("123456789012345678901234567890123456789"),
                           decimal("1E+126"),
                           decimal("0E-200"),
                           Decimal::nan(),
                           1e300,
                           std::numeric_limits<double>::infinity(),
                           Uint256::from_hex("0x" + std::string(64, 'f')).value()};
  for (const Value& number : numbers) {
    std::string out;
    const auto status = write_dynamodb_value(number, out);
    ASSERT_FALSE(status) << number;
    EXPECT_EQ(status.error().kind(), base::ErrorKind::unsupported);
  }
}

TEST(DynamoDbJson, refuses_unsupported_values_by_field) {
  Object twice;
  twice.append("a", 1);
  twice.append("a", 2);
  const Value values[] = {Date{0},
                          ObjectId{},
                          Bytes{{}, 4},
                          MinKey{},
                          Regex("a", ""),
                          StringSet{},
                          StringSet{{"a", "a"}},
                          NumberSet{{decimal("1"), decimal("1.0")}},
                          BinarySet{{{1}, {1}}},
                          twice};
  for (const Value& value : values) {
    std::string out = "kept";
    const auto status = write_dynamodb_item(Object{{"a", List{value}}}, out);
    ASSERT_FALSE(status) << value;
    EXPECT_EQ(status.error().kind(), base::ErrorKind::unsupported);
    EXPECT_EQ(status.error().describe().substr(0, 11), "field a.0: ");
    EXPECT_EQ(out, "kept");
    EXPECT_EQ(read(written(value, carrying()), carrying()), value);
  }
}

TEST(DynamoDbJson, carries_what_it_lacks_as_extended_json) {
  const std::string text = R"({"M":{"$whimbrel":{"S":"{\"$date\":{\"$numberLong\":\"5\"}}"}}})";
  EXPECT_EQ(written(Date{5}, carrying()), text);
  EXPECT_EQ(read(text, carrying()), Value(Date{5}));
  // Without the option it is a map like any other, and with it such a map is carried itself.
  const Value map = read(text);
  EXPECT_EQ(map, Value(Object{{"$whimbrel", R"({"$date":{"$numberLong":"5"}})"}}));
  EXPECT_EQ(written(map), text);
  EXPECT_EQ(read(written(map, carrying()), carrying()), map);
}

TEST(DynamoDbJson, refuses_a_damaged_carrier_where_it_stands) {
  const auto value =
      read_dynamodb_item(R"({"a":{"M":{"$whimbrel":{"S":"{\"$date\":true}"}}}})", carrying());
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().describe().substr(0, 32), "line 1, column 11 (byte 10): fie")
      << value.error().describe();
  EXPECT_FALSE(read_dynamodb_value(R"({"M":{"$whimbrel":{"N":"1"}}})", carrying()));
}

TEST(DynamoDbJson, reads_and_writes_items) {
  const std::string text =
      R"({"pk":{"S":"x"},"count":{"N":"1"},"$whimbrel":{"M":{"a":{"BOOL":true}}}})";
  const auto item = read_dynamodb_item(text);
  ASSERT_TRUE(item) << item.error().describe();
  EXPECT_EQ(*item->find("count"), Value(decimal("1")));
  std::string again;
  ASSERT_TRUE(write_dynamodb_item(*item, again));
  EXPECT_EQ(again, text);
  EXPECT_FALSE(write_dynamodb_item(List{}, again));
  EXPECT_FALSE(write_dynamodb_item(Object{{"a", 1}, {"a", 2}}, again, carrying()));
}

TEST(DynamoDbJson, refuses_what_is_no_typed_value) {
  for (const char* text : {"5",
                           "null",
                           "[]",
                           "{}",
                           R"("x")",
                           R"({"X":1})",
                           R"({"S":"a","N":"1"})",
                           R"({"S":5})",
                           R"({"N":5})",
                           R"({"N":"1 "})",
                           R"({"B":"AQI"})",
                           R"({"BOOL":"true"})",
                           R"({"NULL":false})",
                           R"({"NULL":"true"})",
                           R"({"SS":[]})",
                           R"({"SS":["a","a"]})",
                           R"({"NS":["1","1.0"]})",
                           R"({"SS":[1]})",
                           R"({"NS":[1]})",
                           R"({"BS":["x"]})",
                           R"({"M":[]})",
                           R"({"L":{}})",
                           R"({"M":{"a":1}})",
                           R"({"M":{"a":{"S":"x"},"a":{"S":"y"}}})",
                           R"({"L":["x"]})",
                           R"({"S":"a"} x)",
                           R"({"S":"a")"}) {
    const auto value = read_dynamodb_value(text);
    ASSERT_FALSE(value) << text << " was read as " << *value;
    EXPECT_EQ(value.error().kind(), base::ErrorKind::invalid_data) << text;
    EXPECT_EQ(value.error().describe().substr(0, 6), "line 1") << text;
    EXPECT_FALSE(value.error().remedy().empty()) << text;
  }
}

TEST(DynamoDbJson, names_fields_without_their_types) {
  const auto item = read_dynamodb_item(R"({"a":{"M":{"b":{"L":[{"S":"x"},{"N":"y"}]}}}})");
  ASSERT_FALSE(item);
  EXPECT_NE(item.error().describe().find("field a.b.1: "), std::string::npos)
      << item.error().describe();
}

TEST(DynamoDbJson, bounds_depth) {
  Value deep = List{};
  for (int level = 1; level < 200; ++level) deep = List{std::move(deep)};
  EXPECT_EQ(read(written(deep)), deep);
  std::string out;
  EXPECT_FALSE(write_dynamodb_value(List{std::move(deep)}, out));
  std::string text;
  for (int level = 0; level < 100000; ++level) text += R"({"L":[)";
  EXPECT_FALSE(read_dynamodb_value(text));
}

}  // namespace
}  // namespace whimbrel::model
