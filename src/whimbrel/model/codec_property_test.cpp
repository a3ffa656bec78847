#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/dynamodb_json.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/plain_json.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

using testing::arbitrary_document;
using testing::arbitrary_value;
using testing::Holds;

template <typename T>
T required(base::Result<T> result) {
  if (!result) RC_FAIL(result.error().describe());
  return *std::move(result);
}

void require(const base::Status& status) {
  if (!status) RC_FAIL(status.error().describe());
}

std::string extended(const Value& value, ExtendedJsonMode mode) {
  std::string text;
  require(write_extended_json(value, mode, text));
  return text;
}

// The one widening of relaxed Extended JSON.
Value with_narrow_integers(const Value& value) {
  if (const auto* number = value.get_if<std::int64_t>()) {
    const auto narrow = static_cast<std::int32_t>(*number);
    return narrow == *number ? Value(narrow) : value;
  }
  if (const auto* list = value.get_if<List>()) {
    List narrowed;
    for (const Value& element : *list) narrowed.push_back(with_narrow_integers(element));
    return narrowed;
  }
  const auto narrow_object = [](const Object& object) {
    Object narrowed;
    for (const Field& field : object.fields())
      narrowed.append(field.name, with_narrow_integers(field.value));
    return narrowed;
  };
  if (const auto* object = value.get_if<Object>()) return narrow_object(*object);
  if (const auto* script = value.get_if<JavaScriptWithScope>())
    return JavaScriptWithScope{script->code, narrow_object(script->scope)};
  return value;
}

TEST(CodecProperties, canonical_extended_json_gives_back_every_value) {
  EXPECT_TRUE(rc::check([] {
    const Value value = *arbitrary_value();
    const std::string text = extended(value, ExtendedJsonMode::canonical);
    const Value again = required(read_extended_json(text));
    RC_ASSERT(again == value);
    RC_ASSERT(extended(again, ExtendedJsonMode::canonical) == text);
  }));
}

TEST(CodecProperties, relaxed_extended_json_gives_back_every_value_but_narrows_integers) {
  EXPECT_TRUE(rc::check([] {
    const Value value = *arbitrary_value();
    const std::string text = extended(value, ExtendedJsonMode::relaxed);
    RC_ASSERT(required(read_extended_json(text)) == with_narrow_integers(value));
  }));
}

TEST(CodecProperties, bson_gives_back_every_document_it_can_hold) {
  EXPECT_TRUE(rc::check([] {
    const Value document = *arbitrary_document(Holds::bson);
    std::string bytes;
    require(encode_bson(document, bytes));
    const Value again = required(decode_bson(bytes));
    RC_ASSERT(again == document);
    std::string bytes_again;
    require(encode_bson(again, bytes_again));
    RC_ASSERT(bytes_again == bytes);
  }));
}

TEST(CodecProperties, dynamodb_json_gives_back_every_value_it_can_hold) {
  EXPECT_TRUE(rc::check([] {
    const Value value = *arbitrary_value(Holds::dynamodb);
    std::string text;
    require(write_dynamodb_value(value, text));
    RC_ASSERT(required(read_dynamodb_value(text)) == value);
  }));
}

TEST(CodecProperties, dynamodb_items_give_back_their_attributes) {
  EXPECT_TRUE(rc::check([] {
    const Value item = *arbitrary_document(Holds::dynamodb);
    std::string text;
    require(write_dynamodb_item(item, text));
    RC_ASSERT(required(read_dynamodb_item(text)) == item);
  }));
}

TEST(CodecProperties, dynamodb_carriers_settle_after_one_round) {
  // Numbers become decimals in the first round; all else must come through at once.
  EXPECT_TRUE(rc::check([] {
    DynamoDbOptions options;
    options.carry_unsupported = true;
    const Value value = *arbitrary_value();
    std::string text;
    require(write_dynamodb_value(value, text, options));
    const Value first = required(read_dynamodb_value(text, options));
    std::string text_again;
    require(write_dynamodb_value(first, text_again, options));
    RC_ASSERT(required(read_dynamodb_value(text_again, options)) == first);
    RC_ASSERT(text_again == text);
  }));
}

TEST(CodecProperties, plain_json_gives_back_every_value_it_can_hold) {
  EXPECT_TRUE(rc::check([] {
    const Value value = *arbitrary_value(Holds::plain_json);
    std::string text;
    require(write_plain_json(value, text));
    RC_ASSERT(required(read_plain_json(text)) == value);
  }));
}

std::string arbitrary_number_literal() {
  const auto digits = [](int count_min) {
    return *rc::gen::resize(30, rc::gen::mapcat(rc::gen::inRange(count_min, 25), [](int count) {
                              return rc::gen::container<std::string>(
                                  static_cast<std::size_t>(count),
                                  rc::gen::inRange<char>('0', '9' + 1));
                            }));
  };
  std::string literal = *rc::gen::element<std::string>("", "-");
  const std::string whole = digits(1);
  literal += whole.front() == '0' ? "0" : whole;
  if (*rc::gen::arbitrary<bool>()) literal += "." + digits(1);
  if (*rc::gen::arbitrary<bool>()) {
    literal += *rc::gen::element<std::string>("e", "E", "e+", "E-", "e-");
    literal += std::to_string(*rc::gen::inRange(0, 400));
  }
  return literal;
}

TEST(CodecProperties, plain_json_keeps_the_value_of_every_number_literal) {
  EXPECT_TRUE(rc::check([] {
    const std::string literal = arbitrary_number_literal();
    const Value value = required(read_plain_json(literal));
    std::string text;
    require(write_plain_json(value, text));
    RC_ASSERT(required(read_plain_json(text)) == value);
    const auto exact = *Decimal::parse(literal);
    RC_ASSERT(std::is_eq(compare_numbers(*Decimal::parse(text), exact)));
  }));
}

TEST(CodecProperties, extended_json_reads_number_literals_without_losing_digits) {
  EXPECT_TRUE(rc::check([] {
    const std::string literal = arbitrary_number_literal();
    const Value value = required(read_extended_json(literal));
    const std::string text = extended(value, ExtendedJsonMode::canonical);
    RC_ASSERT(required(read_extended_json(text)) == value);
    if (const auto* number = value.get_if<Decimal>())
      RC_ASSERT(*number == *Decimal::parse(literal));
  }));
}

TEST(CodecProperties, writers_leave_the_output_alone_when_they_fail) {
  EXPECT_TRUE(rc::check([] {
    Object object;
    object.append("first", *arbitrary_value(Holds::dynamodb));
    object.append("bad", Value(std::string("\xff")));
    const std::string before = *testing::arbitrary_text();
    std::string out = before;
    RC_ASSERT(!write_extended_json(object, ExtendedJsonMode::canonical, out));
    RC_ASSERT(!write_plain_json(object, out));
    RC_ASSERT(!write_dynamodb_value(object, out));
    RC_ASSERT(!encode_bson(object, out));
    RC_ASSERT(out == before);
  }));
}

}  // namespace
}  // namespace whimbrel::model
