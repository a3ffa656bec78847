#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <memory>
#include <string>
#include <vector>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"
#include "whimbrel/model/testing/respelled_json.hpp"

namespace whimbrel::model {
namespace {

base::Result<Key> key_of(std::string_view item, const std::vector<Path>& fields) {
  const auto view = extended_json_codec().make_view();
  const auto status = view->load(item);
  EXPECT_TRUE(status) << item;
  return extended_json_codec().key_of(*view, fields);
}

std::string key_text(std::string_view id) {
  const auto key = key_of(R"({"_id":)" + std::string(id) + "}", {Path({"_id"})});
  return key ? key->text : key.error().describe();
}

std::string text_of(const Value& value, ExtendedJsonMode mode) {
  std::string text;
  EXPECT_TRUE(write_extended_json(value, mode, text));
  return text;
}

TEST(ExtendedJsonCodec, is_called_ejson) { EXPECT_EQ(extended_json_codec().name(), "ejson"); }

TEST(ExtendedJsonCodec, keys_are_canonical_without_blanks) {
  EXPECT_EQ(key_text(R"("string-key-3")"), R"("string-key-3")");
  EXPECT_EQ(key_text(R"({ "$oid" : "37730edfafbd67f9619699cf" })"),
            R"({"$oid":"37730edfafbd67f9619699cf"})");
  EXPECT_EQ(key_text("null"), "null");
  EXPECT_EQ(key_text(R"({"a": [true, {"$numberInt": "5"}]})"),
            R"({"a":[true,{"$numberInt":"5"}]})");
}

TEST(ExtendedJsonCodec, one_value_has_one_key_in_every_spelling) {
  EXPECT_EQ(key_text("5"), R"({"$numberInt":"5"})");
  EXPECT_EQ(key_text(R"({"$numberInt":"5"})"), R"({"$numberInt":"5"})");
  EXPECT_EQ(key_text("5000000000"), key_text(R"({"$numberLong":"5000000000"})"));
  EXPECT_EQ(key_text("5.0"), key_text(R"({"$numberDouble":"5.0"})"));
  EXPECT_EQ(key_text("5e0"), key_text("5.0"));
  EXPECT_EQ(key_text(R"("\u0061\/\u00fc")"), R"("a/ü")");
  EXPECT_EQ(key_text(R"("q\u0022\u000a")"), R"("q\"\n")");
  EXPECT_EQ(key_text(R"({"$oid":"37730EDFAFBD67F9619699CF"})"),
            R"({"$oid":"37730edfafbd67f9619699cf"})");
  EXPECT_EQ(key_text(R"({"\u0024oid":"37730edfafbd67f9619699cf"})"),
            R"({"$oid":"37730edfafbd67f9619699cf"})");
  EXPECT_EQ(key_text(R"({"$date":"2012-12-24T12:15:30.501Z"})"),
            key_text(R"({"$date":{"$numberLong":"1356351330501"}})"));
}

TEST(ExtendedJsonCodec, different_types_are_different_keys) {
  const std::vector<std::string> ids{
      "5",  "\"5\"", "5.0", R"({"$numberLong":"5"})", R"({"$numberDecimal":"5"})", R"({"$date":5})",
      "[5]"};
  for (const auto& a : ids)
    for (const auto& b : ids) EXPECT_EQ(key_text(a) == key_text(b), a == b) << a << ' ' << b;
}

TEST(ExtendedJsonCodec, composed_keys_are_lists) {
  const auto key = key_of(R"({"n" : 5, "o":{"p":"x y"}})", {Path({"o", "p"}), Path({"n"})});
  ASSERT_TRUE(key);
  EXPECT_EQ(key->text, R"(["x y",{"$numberInt":"5"}])");
}

TEST(ExtendedJsonCodec, a_missing_or_unreadable_key_field_is_named) {
  const auto missing = key_of(R"({"a":1})", {Path({"a"}), Path({"b", "c"})});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind(), base::ErrorKind::invalid_data);
  EXPECT_NE(missing.error().describe().find("key field b.c is missing"), std::string::npos);
  const auto broken = key_of(R"({"a":{"$oid":"37"}})", {Path({"a"})});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind(), base::ErrorKind::invalid_data);
  EXPECT_NE(broken.error().describe().find("key field a"), std::string::npos);
}

TEST(ExtendedJsonCodec, the_key_is_the_canonical_text_whatever_the_spelling) {
  EXPECT_TRUE(rc::check([] {
    const Value id = *testing::arbitrary_value(testing::Holds::everything, 2);
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    const std::string canonical = text_of(id, ExtendedJsonMode::canonical);
    RC_ASSERT(key_text(testing::JsonRespeller(seed).respelled(canonical)) == canonical);
  }));
}

TEST(ExtendedJsonCodec, items_must_be_objects) {
  std::string out = "as it was";
  const auto encoded = extended_json_codec().encode_item(Value("text"), out);
  ASSERT_FALSE(encoded);
  EXPECT_EQ(encoded.error().kind(), base::ErrorKind::invalid_data);
  EXPECT_EQ(out, "as it was");
  for (const char* other : {"[]", "5", R"({"$oid":"37730edfafbd67f9619699cf"})"}) {
    const auto decoded = extended_json_codec().decode_item(other);
    ASSERT_FALSE(decoded) << other;
    EXPECT_EQ(decoded.error().kind(), base::ErrorKind::invalid_data);
  }
}

TEST(ExtendedJsonCodec, values_and_items_read_back_as_themselves) {
  EXPECT_TRUE(rc::check([] {
    const Value item = *testing::arbitrary_document();
    std::string text;
    RC_ASSERT(extended_json_codec().encode_item(item, text).has_value());
    const auto read = extended_json_codec().decode_item(text);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == item);
    for (const Field& field : item.get_if<Object>()->fields()) {
      text.clear();
      RC_ASSERT(extended_json_codec().encode_value(field.value, text).has_value());
      RC_ASSERT(*extended_json_codec().decode_value(text) == field.value);
    }
  }));
}

// A whole number in one of the types that can hold it.
rc::Gen<Value> whole_number() {
  return rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 5), rc::gen::arbitrary<std::int32_t>()),
                      [](std::pair<int, std::int32_t> each) -> Value {
                        const auto [type, number] = each;
                        if (type == 0) return number;
                        if (type == 1) return std::int64_t{number} << 31;
                        if (type == 2) return static_cast<double>(number) * 0x1p20;
                        if (type == 3) return Decimal::from_integer(number);
                        return *Decimal::from_parts(number < 0, "1200", number % 4);
                      });
}

// What the view reads in place and what the tree says must agree.
TEST(ExtendedJsonCodec, the_view_reads_typed_values_as_the_tree_does) {
  const auto view = extended_json_codec().make_view();
  EXPECT_TRUE(rc::check([&] {
    const Value value =
        *rc::gen::oneOf(whole_number(), testing::arbitrary_value(testing::Holds::everything, 1));
    const auto mode = *rc::gen::element(ExtendedJsonMode::canonical, ExtendedJsonMode::relaxed);
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    const std::string item =
        "{\"v\":" + testing::JsonRespeller(seed).respelled(text_of(value, mode)) + "}";
    RC_LOG() << item << '\n';
    RC_ASSERT(view->load(item).has_value());
    const RawValue raw = *view->find(Path({"v"}));

    const auto* text = value.get_if<std::string>();
    RC_ASSERT(view->string_of(raw) ==
              (text ? std::optional<std::string_view>(*text) : std::nullopt));
    const auto* date = value.get_if<Date>();
    RC_ASSERT(view->date_ms_of(raw) == (date ? std::optional(date->ms_since_epoch) : std::nullopt));
    RC_ASSERT(view->is_null(raw) == value.is<Null>());
    std::optional<std::int64_t> whole;
    if (const auto* number = value.get_if<std::int32_t>()) whole = *number;
    if (const auto* number = value.get_if<std::int64_t>()) whole = *number;
    if (const auto* number = value.get_if<Decimal>()) whole = number->to_int64();
    if (const auto* number = value.get_if<Uint256>())
      whole = Decimal::parse(number->decimal())->to_int64();
    if (const auto* number = value.get_if<double>()) {
      const bool fits = *number >= -0x1p63 && *number < 0x1p63;
      if (fits && *number == static_cast<double>(static_cast<std::int64_t>(*number)))
        whole = static_cast<std::int64_t>(*number);
    }
    RC_TAG(whole ? "whole number" : "other");
    RC_ASSERT(view->integer_of(raw) == whole);
  }));
}

}  // namespace
}  // namespace whimbrel::model
