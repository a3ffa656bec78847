#include "whimbrel/model/dynamodb_codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

const ItemCodec& codec() { return dynamodb_codec(); }

base::Result<Key> key_of(std::string_view item, const std::vector<Path>& fields) {
  const auto view = codec().make_view();
  const auto status = view->load(item);
  EXPECT_TRUE(status) << item;
  return codec().key_of(*view, fields);
}

std::string key_text(const std::string& id) {
  const auto key = key_of(R"({"id":)" + id + "}", {Path({"id"})});
  return key ? key->text : key.error().describe();
}

std::string encoded(const Value& value) {
  std::string text;
  const auto status = codec().encode_value(value, text);
  EXPECT_TRUE(status) << (status ? "" : status.error().describe());
  return text;
}

// The value as DynamoDB keeps it: numbers without trailing zeros, members in order of their names.
Value as_kept(const Value& value) {
  if (const auto* number = value.get_if<Decimal>()) {
    const auto kept = codec().decode_value(encoded(*number));
    EXPECT_TRUE(compare_numbers(*number, *kept->get_if<Decimal>()) == 0);
    return *kept;
  }
  if (const auto* set = value.get_if<NumberSet>()) {
    NumberSet kept;
    for (const Decimal& member : set->members)
      kept.members.push_back(*as_kept(member).get_if<Decimal>());
    return kept;
  }
  if (const auto* list = value.get_if<List>()) {
    List kept;
    for (const Value& element : *list) kept.push_back(as_kept(element));
    return kept;
  }
  const auto* object = value.get_if<Object>();
  if (object == nullptr) return value;
  std::vector<Field> fields = object->fields();
  std::sort(fields.begin(), fields.end(),
            [](const Field& a, const Field& b) { return a.name < b.name; });
  Object kept;
  for (const Field& field : fields) kept.append(field.name, as_kept(field.value));
  return kept;
}

TEST(DynamoDbCodec, is_called_dynamodb_json) { EXPECT_EQ(codec().name(), "dynamodb-json"); }

TEST(DynamoDbCodec, keys_are_canonical_extended_json) {
  EXPECT_EQ(key_text(R"({"S":"0xAb"})"), R"("0xAb")");
  EXPECT_EQ(key_text(R"({"S":"q\"\n"})"), R"("q\"\n")");
  EXPECT_EQ(key_text(R"({"N":"5"})"), R"({"$numberInt":"5"})");
  EXPECT_EQ(key_text(R"({"N":"-5000000000"})"), R"({"$numberLong":"-5000000000"})");
  EXPECT_EQ(key_text(R"({"N":"1.5"})"), R"({"$numberDecimal":"1.5"})");
  EXPECT_EQ(key_text(R"({"N":"100000000000000000000"})"), R"({"$numberDecimal":"1E+20"})");
  EXPECT_EQ(key_text(R"({"B":"AQID"})"), R"({"$binary":{"base64":"AQID","subType":"00"}})");
}

TEST(DynamoDbCodec, composed_keys_are_lists) {
  const auto key = key_of(R"({"slot":{"N":"5"},"validatorAddress":{"S":"0x1"}})",
                          {Path({"validatorAddress"}), Path({"slot"})});
  ASSERT_TRUE(key);
  EXPECT_EQ(key->text, R"(["0x1",{"$numberInt":"5"}])");
}

TEST(DynamoDbCodec, a_missing_key_field_is_named) {
  const auto missing = key_of(R"({"a":{"S":"x"}})", {Path({"a"}), Path({"b", "c"})});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind(), base::ErrorKind::invalid_data);
  EXPECT_NE(missing.error().describe().find("key field b.c is missing"), std::string::npos);
}

TEST(DynamoDbCodec, a_number_has_one_encoding) {
  const std::vector<Value> fives{5, std::int64_t{5}, 5.0, *Decimal::parse("5.00"),
                                 *Decimal::parse("0.5E1")};
  for (const Value& five : fives) EXPECT_EQ(encoded(five), R"({"N":"5"})");
  EXPECT_EQ(encoded(*Decimal::parse("1E+3")), R"({"N":"1000"})");
  EXPECT_EQ(encoded(*Decimal::parse("-0")), R"({"N":"0"})");
}

TEST(DynamoDbCodec, what_dynamodb_has_no_type_for_is_refused) {
  std::string out = "as it was";
  const auto refused = codec().encode_value(Object{{"at", Date{5}}}, out);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::unsupported);
  EXPECT_EQ(codec().encode_item(Value("text"), out).error().kind(), base::ErrorKind::invalid_data);
  EXPECT_EQ(out, "as it was");
  EXPECT_FALSE(codec().decode_item("[]"));
}

TEST(DynamoDbCodec, values_of_all_types_read_back_as_themselves) {
  EXPECT_TRUE(rc::check([] {
    const Value item = *testing::arbitrary_document(testing::Holds::dynamodb);
    std::string text;
    RC_ASSERT(codec().encode_item(item, text).has_value());
    const auto read = codec().decode_item(text);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == as_kept(item));
    std::string again;
    RC_ASSERT(codec().encode_item(*read, again).has_value());
    RC_ASSERT(again == text);
    const auto view = codec().make_view();
    RC_ASSERT(view->load(text).has_value());
    for (const Field& field : item.get_if<Object>()->fields())
      RC_ASSERT(view->find(Path({field.name})) == encoded(field.value));
  }));
}

std::optional<RawKind> kind_expected_of(const Value& value) {
  if (value.is<Null>()) return RawKind::null;
  if (value.is<bool>()) return RawKind::boolean;
  if (value.is<std::string>()) return RawKind::text;
  if (value.is<Decimal>()) return RawKind::number;
  if (value.is<List>()) return RawKind::list;
  return value.is<Object>() ? RawKind::object : RawKind::typed;
}

TEST(DynamoDbCodec, the_view_reads_typed_values_as_the_tree_does) {
  const auto view = codec().make_view();
  EXPECT_TRUE(rc::check([&] {
    const Value value = *rc::gen::oneOf(
        rc::gen::map(rc::gen::arbitrary<std::int64_t>(),
                     [](std::int64_t each) { return Value(Decimal::from_integer(each)); }),
        testing::arbitrary_value(testing::Holds::dynamodb, 1));
    const std::string raw = encoded(value);
    RC_ASSERT(view->kind_of(raw) == kind_expected_of(value));
    const auto text = view->string_of(raw);
    const auto* expected_text = value.get_if<std::string>();
    RC_ASSERT(text.has_value() == (expected_text != nullptr));
    if (text) RC_ASSERT(*text == *expected_text);
    const auto* number = value.get_if<Decimal>();
    RC_ASSERT(view->integer_of(raw) == (number == nullptr ? std::nullopt : number->to_int64()));
    RC_ASSERT(view->is_null(raw) == value.is<Null>());
    RC_ASSERT(view->date_ms_of(raw) == std::nullopt);
    RC_ASSERT(view->value_within(raw) == raw);
  }));
}

TEST(DynamoDbCodec, the_view_finds_by_names_and_positions) {
  const auto view = codec().make_view();
  const std::string item =
      R"({"L":{"S":"l"},"m":{"M":{"a":{"L":[{"S":"x"},{"M":{"b":{"N":"5"}}}]},"é\"":{"S":"q"}}}})";
  ASSERT_TRUE(view->load(item));
  const auto at = [&](std::vector<std::string> segments) {
    return std::string(view->find(Path(std::move(segments))).value_or("nothing"));
  };
  EXPECT_EQ(at({"L"}), R"({"S":"l"})");
  EXPECT_EQ(at({"m", "a", "0"}), R"({"S":"x"})");
  EXPECT_EQ(at({"m", "a", "1", "b"}), R"({"N":"5"})");
  EXPECT_EQ(at({"m", "é\""}), R"({"S":"q"})");
  for (const auto& absent : std::vector<std::vector<std::string>>{
           {"m", "M"}, {"m", "a", "2"}, {"m", "a", "00"}, {"m", "a", "x"}, {"L", "S"}, {"z"}})
    EXPECT_EQ(at(absent), "nothing");
}

TEST(DynamoDbCodec, an_item_in_another_spelling_is_not_loaded) {
  const auto view = codec().make_view();
  for (const char* item : {R"({"b":{"S":"x"},"a":{"S":"x"}})", R"({"a": {"S":"x"}})",
                           R"({"a":{"N":"5.0"}})", R"({"a":{"S":"\u0061"}})", "", "[]"}) {
    const auto loaded = view->load(item);
    ASSERT_FALSE(loaded) << item;
    EXPECT_EQ(loaded.error().kind(), base::ErrorKind::invalid_data);
    EXPECT_FALSE(loaded.error().remedy().empty());
    EXPECT_EQ(view->find(Path({"a"})), std::nullopt);
  }
}

}  // namespace
}  // namespace whimbrel::model
