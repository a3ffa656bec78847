#include "whimbrel/model/extended_json.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

Value read(std::string_view text) {
  auto value = read_extended_json(text);
  EXPECT_TRUE(value) << text << ": " << (value ? "" : value.error().describe());
  return value.value_or(Value("could not be read"));
}

std::string written(const Value& value, ExtendedJsonMode mode) {
  std::string text;
  const auto status = write_extended_json(value, mode, text);
  EXPECT_TRUE(status) << (status ? "" : status.error().describe());
  return text;
}

std::string canonical(const Value& value) { return written(value, ExtendedJsonMode::canonical); }
std::string relaxed(const Value& value) { return written(value, ExtendedJsonMode::relaxed); }

TEST(ExtendedJson, takes_plain_numbers_as_the_specification_says) {
  EXPECT_EQ(read("1"), Value(1));
  EXPECT_EQ(read("2147483648"), Value(std::int64_t{2147483648}));
  EXPECT_EQ(read("1.0"), Value(1.0));
  EXPECT_EQ(read("1.50"), Value(1.5));
  EXPECT_EQ(read("1e3"), Value(1000.0));
  EXPECT_EQ(read("-0"), Value(-0.0));
}

TEST(ExtendedJson, keeps_plain_numbers_exact_where_the_specification_would_round) {
  EXPECT_EQ(read("9223372036854775808"), Value(*Decimal::parse("9223372036854775808")));
  EXPECT_EQ(read("9007199254740993.0"), Value(*Decimal::parse("9007199254740993.0")));
  EXPECT_EQ(read("1e400"), Value(*Decimal::parse("1E+400")));
}

TEST(ExtendedJson, reads_the_legacy_forms_of_mongoexport) {
  EXPECT_EQ(read(R"({"$binary":"AQID","$type":"80"})"), Value(Bytes{{1, 2, 3}, 0x80}));
  EXPECT_EQ(read(R"({"$type":"0","$binary":"AQID"})"), Value(Bytes{{1, 2, 3}, 0}));
  EXPECT_EQ(read(R"({"$regex":"^a","$options":"xi"})"), Value(Regex("^a", "ix")));
  EXPECT_EQ(read(R"({"$date":1356351330501})"), Value(Date{1356351330501}));
  EXPECT_EQ(read(R"({"$date":"2012-12-24T12:15:30.501Z"})"), Value(Date{1356351330501}));
  EXPECT_EQ(read(R"({"$date":"2012-12-24T12:15:30.501+0000"})"), Value(Date{1356351330501}));
}

TEST(ExtendedJson, leaves_queries_and_references_what_they_are) {
  for (const char* text :
       {R"({"$regex":{"$regularExpression":{"pattern":"a","options":""}},"$options":"x"})",
        R"({"$regex":"a"})", R"({"$gt":{"$numberInt":"5"}})",
        R"({"$ref":"users","$id":{"$oid":"57e193d7a9cc81b4027498b5"},"$db":"d"})",
        R"({"$type":"string"})", R"({"$scope":{}})", R"({"$key":{"$numberInt":"42"}})",
        R"({"$":{"$numberInt":"1"}})", R"({"oid":"57e193d7a9cc81b4027498b5"})"}) {
    EXPECT_TRUE(read(text).is<Object>()) << text;
    EXPECT_EQ(canonical(read(text)), text);
  }
}

TEST(ExtendedJson, escapes_objects_that_only_look_like_wrappers) {
  const std::pair<Value, const char*> lookalikes[] = {
      {Object{{"$oid", "x"}}, R"({"$whimbrelObject":[["$oid","x"]]})"},
      {Object{{"a", Null{}}, {"$date", true}},
       R"({"$whimbrelObject":[["a",null],["$date",true]]})"},
      {Object{{"$regex", "a"}, {"$options", "i"}},
       R"({"$whimbrelObject":[["$regex","a"],["$options","i"]]})"},
      {Object{{"$whimbrelObject", List{}}}, R"({"$whimbrelObject":[["$whimbrelObject",[]]]})"},
      {Object{{"$code", Object{{"$minKey", true}}}},
       R"({"$whimbrelObject":[["$code",{"$whimbrelObject":[["$minKey",true]]}]]})"}};
  for (const auto& [value, text] : lookalikes) {
    EXPECT_EQ(canonical(value), text);
    EXPECT_EQ(read(text), value);
  }
}

TEST(ExtendedJson, carries_the_types_that_mongodb_lacks) {
  const std::pair<Value, const char*> carried[] = {
      {StringSet{{"b", "a"}}, R"({"$stringSet":["b","a"]})"},
      {NumberSet{{*Decimal::parse("1.50"), *Decimal::parse("-2")}},
       R"({"$numberSet":["1.50","-2"]})"},
      {BinarySet{{{1, 2, 3}, {}}}, R"({"$binarySet":["AQID",""]})"},
      {Uint256::from_decimal("340282366920938463463374607431768211456").value(),
       R"({"$uint256":"340282366920938463463374607431768211456"})"},
      {*Decimal::parse("12345678901234567890123456789012345.6"),
       R"({"$bigDecimal":"12345678901234567890123456789012345.6"})"},
      {std::bit_cast<double>(std::uint64_t{0xfff8000000000001}),
       R"({"$doubleBits":"fff8000000000001"})"}};
  for (const auto& [value, text] : carried) {
    EXPECT_EQ(canonical(value), text);
    EXPECT_EQ(relaxed(value), text);
    EXPECT_EQ(read(text), value);
  }
}

TEST(ExtendedJson, relaxes_numbers_and_dates_only) {
  EXPECT_EQ(relaxed(5), "5");
  EXPECT_EQ(relaxed(std::int64_t{5}), "5");
  EXPECT_EQ(relaxed(5.0), "5.0");
  EXPECT_EQ(relaxed(-0.0), "-0.0");
  EXPECT_EQ(relaxed(std::numeric_limits<double>::infinity()), R"({"$numberDouble":"Infinity"})");
  EXPECT_EQ(relaxed(*Decimal::parse("5")), R"({"$numberDecimal":"5"})");
  EXPECT_EQ(relaxed(Date{0}), R"({"$date":"1970-01-01T00:00:00Z"})");
  EXPECT_EQ(relaxed(Date{-1}), R"({"$date":{"$numberLong":"-1"}})");
  EXPECT_EQ(relaxed(Date{253402300800000}), R"({"$date":{"$numberLong":"253402300800000"}})");
}

TEST(ExtendedJson, names_place_and_cure_of_a_bad_wrapper) {
  const auto value = read_extended_json("{\"proofs\": [1,\n {\"C\": {\"$oid\": 5}}]}");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().describe(),
            "line 2, column 8 (byte 22): field proofs.1.C: "
            "$oid is a string of 24 hexadecimal digits");
  EXPECT_NE(value.error().remedy().find("$whimbrelObject"), std::string::npos);
}

TEST(ExtendedJson, refuses_more_beside_a_wrapper_in_either_order) {
  for (const char* text : {R"({"$numberInt":"1","a":1})", R"({"a":1,"$numberInt":"1"})",
                           R"({"$numberInt":"1","$numberInt":"1"})",
                           R"({"$oid":"57e193d7a9cc81b4027498b5","$date":"x"})"})
    EXPECT_FALSE(read_extended_json(text)) << text;
}

TEST(ExtendedJson, refuses_malformed_carriers) {
  for (const char* text :
       {R"({"$whimbrelObject":{}})", R"({"$whimbrelObject":[["a"]]})",
        R"({"$whimbrelObject":[["a",1,2]]})", R"({"$whimbrelObject":[[1,1]]})",
        R"({"$stringSet":"a"})", R"({"$stringSet":[1]})", R"({"$numberSet":["x"]})",
        R"({"$numberSet":[1]})", R"({"$binarySet":["x"]})", R"({"$uint256":5})",
        R"({"$uint256":"-1"})", R"({"$bigDecimal":1})", R"({"$bigDecimal":"1.2.3"})",
        R"({"$doubleBits":"0"})", R"({"$doubleBits":5})"}) {
    const auto value = read_extended_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().kind(), base::ErrorKind::invalid_data);
    EXPECT_FALSE(value.error().remedy().empty()) << text;
  }
}

TEST(ExtendedJson, writes_nothing_deeper_than_it_reads) {
  const Value leaves[] = {
      Date{0}, Bytes{},     Regex("a", ""),   DbPointer{}, Timestamp{}, MinKey{},
      5,       Symbol{"s"}, StringSet{{"a"}}, Object{},    ObjectId{},  Object{{"$oid", Null{}}}};
  for (const Value& leaf : leaves) {
    bool was_refused = false;
    Value deep = leaf;
    for (int level = 0; level < 204; ++level) {
      deep = List{std::move(deep)};
      std::string text;
      if (write_extended_json(deep, ExtendedJsonMode::canonical, text))
        EXPECT_EQ(read(text), deep);
      else
        was_refused = true;
    }
    EXPECT_TRUE(was_refused);
  }
}

}  // namespace
}  // namespace whimbrel::model
