#include "whimbrel/model/dynamodb_canonical.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/model/dynamodb_json.hpp"
#include "whimbrel/model/dynamodb_number_text.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"
#include "whimbrel/model/testing/respelled_json.hpp"

namespace whimbrel::model {
namespace {

std::string canonical(std::string_view item) {
  std::string out;
  const auto status = canonical_dynamodb_item(item, out);
  return status ? out : status.error().describe();
}

std::string canonical_number(std::string_view text) {
  std::string out;
  return append_dynamodb_number(text, out) ? out : "none";
}

// The same value with members of maps and sets in another order.
Value shuffled(const Value& value, std::mt19937& random) {
  const auto shuffle = [&](auto set) {
    std::shuffle(set.members.begin(), set.members.end(), random);
    return Value(std::move(set));
  };
  if (const auto* set = value.get_if<StringSet>()) return shuffle(*set);
  if (const auto* set = value.get_if<NumberSet>()) return shuffle(*set);
  if (const auto* set = value.get_if<BinarySet>()) return shuffle(*set);
  if (const auto* list = value.get_if<List>()) {
    List result;
    for (const Value& element : *list) result.push_back(shuffled(element, random));
    return result;
  }
  const auto* object = value.get_if<Object>();
  if (object == nullptr) return value;
  Object result = *object;
  for (Field& field : result.fields()) field.value = shuffled(field.value, random);
  std::shuffle(result.fields().begin(), result.fields().end(), random);
  return result;
}

TEST(DynamoDbCanonical, sorts_names_and_sets_and_drops_blanks) {
  EXPECT_EQ(canonical(R"( { "n" : {"N": "5"}, "m": {"M": {"b": {"L": [ {"S":"y"} , {"S":"x"} ]},
                           "a": {"SS": ["b", "a"]}}}, "id" : { "S" : "x" } } )"),
            R"({"id":{"S":"x"},"m":{"M":{"a":{"SS":["a","b"]},"b":{"L":[{"S":"y"},{"S":"x"}]}}},)"
            R"("n":{"N":"5"}})");
  EXPECT_EQ(canonical(R"({"s":{"NS":["10","-1","2","0.5","-3"]}})"),
            R"({"s":{"NS":["-3","-1","0.5","2","10"]}})");
  EXPECT_EQ(canonical(R"({"s":{"BS":["Ag==","AQ=="]}})"), R"({"s":{"BS":["AQ==","Ag=="]}})");
  EXPECT_EQ(canonical("{}"), "{}");
}

TEST(DynamoDbCanonical, spells_strings_one_way) {
  EXPECT_EQ(canonical(R"({"\u0061":{"S":"\u00e9\/\u0022\u000A"}})"), R"({"a":{"S":"é/\"\n"}})");
  EXPECT_EQ(canonical(R"({"x":{"B":"\/\/8="}})"), R"({"x":{"B":"//8="}})");
}

TEST(DynamoDbCanonical, orders_names_by_what_they_say) {
  // A quote is less than a letter, however it is escaped; its backslash would not be.
  EXPECT_EQ(canonical(R"({"aA":{"S":""},"a\"":{"S":""}})"), R"({"a\"":{"S":""},"aA":{"S":""}})");
}

TEST(DynamoDbCanonical, spells_numbers_as_the_service_does) {
  for (const char* text : {"0", "5", "-5", "1000", "0.5", "-12.25", "10000000000000000000000000"})
    EXPECT_EQ(canonical_number(text), text);
  const std::pair<const char*, const char*> spelled[] = {
      {"5.0", "5"},    {"05", "5"},   {"-0", "0"},     {"0.00", "0"},   {"1E+3", "1000"},
      {"1e3", "1000"}, {"+7", "7"},   {".5", "0.5"},   {"1.50", "1.5"}, {"1E-7", "0.0000001"},
      {"5.", "5"},     {"-0.0", "0"}, {"12e-1", "1.2"}};
  for (const auto& [text, expected] : spelled) EXPECT_EQ(canonical_number(text), expected) << text;
  EXPECT_EQ(canonical_number("1E+125"), std::string("1").append(125, '0'));
  for (const char* text : {"", "-", "x", "NaN", "Infinity", "1E+126", "1E-131", "1 ", "--1",
                           "123456789012345678901234567890123456789"})
    EXPECT_EQ(canonical_number(text), "none") << text;
}

TEST(DynamoDbCanonical, orders_numbers_by_value) {
  EXPECT_TRUE(rc::check([] {
    const Decimal a = *testing::arbitrary_decimal(testing::Holds::dynamodb);
    const Decimal b = *testing::arbitrary_decimal(testing::Holds::dynamodb);
    const auto order =
        compare_dynamodb_numbers(canonical_number(a.text()), canonical_number(b.text()));
    RC_ASSERT(std::partial_ordering(order) == compare_numbers(a, b));
  }));
}

TEST(DynamoDbCanonical, is_the_same_for_every_spelling_of_an_item) {
  EXPECT_TRUE(rc::check([] {
    const Value item = *testing::arbitrary_document(testing::Holds::dynamodb);
    std::string expected;
    RC_ASSERT(dynamodb_codec().encode_item(item, expected).has_value());
    std::mt19937 random(*rc::gen::arbitrary<std::uint32_t>());
    std::string other;
    RC_ASSERT(write_dynamodb_item(shuffled(item, random), other).has_value());
    // Types and the words true and false are no strings that may be escaped.
    RC_ASSERT(canonical(other) == expected);
    RC_ASSERT(canonical(expected) == expected);
  }));
}

TEST(DynamoDbCanonical, refuses_what_is_no_item) {
  const std::vector<std::string> items{
      "",
      "{",
      "[]",
      R"({"a":"x"})",
      R"({"a":{}})",
      R"({"a":{"X":"x"}})",
      R"({"a":{"S":5}})",
      R"({"a":{"S":"x","N":"5"}})",
      R"({"a":{"S":"x"}}x)",
      R"({"a":{"S":"x"},})",
      R"({"a":{"S":"x"},"a":{"S":"y"}})",
      R"({"a":{"S":"x"},"\u0061":{"S":"y"}})",
      R"({"a":{"SS":[]}})",
      R"({"a":{"SS":["x","x"]}})",
      R"({"a":{"NS":["5","5.0"]}})",
      R"({"a":{"N":"x"}})",
      R"({"a":{"B":"A"}})",
      R"({"a":{"BS":["AQ==","AQ=="]}})",
      R"({"a":{"NULL":false}})",
      R"({"a":{"BOOL":1}})",
      R"({"a":{"L":[{"S":"x"},]}})",
      R"({"a":{"S":"\x"}})",
      R"({"a":{"S":"\ud800"}})",
      R"({"a":{"S":"x)",
      R"({"a":{"S":"x\)",
      "{\"a\":{\"S\":\"\x01\"}}",
      "{\"a\":{\"S\":\"\xff\"}}",
  };
  for (const std::string& item : items) {
    std::string out = "as it was";
    const auto status = canonical_dynamodb_item(item, out);
    ASSERT_FALSE(status) << item;
    EXPECT_EQ(status.error().kind(), base::ErrorKind::invalid_data) << item;
    EXPECT_FALSE(status.error().remedy().empty());
    EXPECT_EQ(out, "as it was") << item;
  }
}

TEST(DynamoDbCanonical, nests_as_deep_as_the_reader_and_no_deeper) {
  const auto nested = [](int depth) {
    std::string item = R"({"S":"x"})";
    for (int i = 1; i < depth; ++i) item = R"({"L":[)" + item + "]}";
    return R"({"a":)" + item + "}";
  };
  std::string out;
  EXPECT_TRUE(canonical_dynamodb_item(nested(199), out));
  EXPECT_TRUE(dynamodb_codec().decode_item(nested(199)));
  EXPECT_FALSE(canonical_dynamodb_item(nested(200), out));
  EXPECT_FALSE(dynamodb_codec().decode_item(nested(200)));
}

TEST(DynamoDbCanonical, cut_and_changed_texts_are_read_or_refused_alike) {
  EXPECT_TRUE(rc::check([] {
    const Value item = *testing::arbitrary_document(testing::Holds::dynamodb, 2);
    std::string text;
    RC_ASSERT(write_dynamodb_item(item, text).has_value());
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    if (*rc::gen::arbitrary<bool>())
      text.resize(at);
    else
      text[at] = *rc::gen::elementOf(std::string("{}[]\",:\\ 0a\x01\xff"));
    std::string out;
    const bool taken = canonical_dynamodb_item(text, out).has_value();
    // The reader also knows escaped names of types, which no service sends.
    if (taken) RC_ASSERT(dynamodb_codec().decode_item(text).has_value());
    if (!taken) RC_ASSERT(out.empty());
  }));
}

}  // namespace
}  // namespace whimbrel::model
