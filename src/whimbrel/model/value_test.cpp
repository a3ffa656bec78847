#include "whimbrel/model/value.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <bit>
#include <limits>
#include <type_traits>

#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

static_assert(sizeof(Value) <= 48);
static_assert(std::is_nothrow_move_constructible_v<Value>);
static_assert(std::is_nothrow_move_assignable_v<Value>);

TEST(Value, tells_numbers_of_different_types_apart) {
  EXPECT_NE(Value(5), Value(std::int64_t{5}));
  EXPECT_NE(Value(5), Value(5.0));
  EXPECT_NE(Value(5), Value(*Decimal::parse("5")));
  EXPECT_EQ(Value(5), Value(std::int32_t{5}));
}

TEST(Value, compares_doubles_by_bits) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Value(nan), Value(nan));
  EXPECT_NE(Value(nan), Value(-nan));
  EXPECT_NE(Value(0.0), Value(-0.0));
}

TEST(Value, compares_objects_in_order_and_sets_without) {
  EXPECT_NE(Value(Object{{"a", 1}, {"b", 2}}), Value(Object{{"b", 2}, {"a", 1}}));
  EXPECT_EQ(Value(StringSet{{"a", "b"}}), Value(StringSet{{"b", "a"}}));
  EXPECT_NE(Value(StringSet{{"a", "b"}}), Value(StringSet{{"a", "a"}}));
  const NumberSet ascending{{Decimal::from_integer(1), Decimal::from_integer(2)}};
  const NumberSet descending{{Decimal::from_integer(2), Decimal::from_integer(1)}};
  EXPECT_EQ(Value(ascending), Value(descending));
  EXPECT_EQ(Value(BinarySet{{{1}, {2, 3}}}), Value(BinarySet{{{2, 3}, {1}}}));
}

TEST(Value, keeps_duplicate_names_and_finds_the_first) {
  Object object;
  object.append("a", 1);
  object.append("a", 2);
  EXPECT_EQ(object.size(), 2U);
  EXPECT_EQ(*object.find("a"), Value(1));
  EXPECT_EQ(object.find("b"), nullptr);
  EXPECT_EQ(Value(5).find("a"), nullptr);
}

TEST(Value, reaches_into_rare_types_like_into_any_other) {
  Value value = Regex("^a", "xi");
  ASSERT_TRUE(value.is<Regex>());
  EXPECT_EQ(value.get_if<Regex>()->options(), "ix");
  Value copy = value;
  value = DbPointer{"users", {}};
  EXPECT_EQ(copy, Value(Regex("^a", "ix")));
  EXPECT_EQ(value.get_if<DbPointer>()->collection, "users");
  EXPECT_EQ(value.type_name(), "dbPointer");
}

TEST(Value, takes_text_as_string_and_not_as_bool) {
  const char* text = "x";
  EXPECT_TRUE(Value(text).is<std::string>());
  EXPECT_TRUE(Value("x").is<std::string>());
  EXPECT_TRUE(Value(std::string_view("x")).is<std::string>());
  EXPECT_TRUE(Value(true).is<bool>());
}

TEST(Value, names_each_type) {
  EXPECT_EQ(Value().type_name(), "null");
  EXPECT_EQ(Value(Uint256(1)).type_name(), "uint256");
  EXPECT_EQ(Value(Undefined{}).type_name(), "undefined");
  EXPECT_EQ(Value(Object{}).type_name(), "object");
}

TEST(Value, equals_its_copy) {
  EXPECT_TRUE(rc::check([] {
    const Value value = *testing::arbitrary_value();
    Value copy = value;
    RC_ASSERT(copy == value);
    const Value moved = std::move(copy);
    RC_ASSERT(moved == value);
  }));
}

TEST(ObjectId, reads_hexadecimal_of_either_case) {
  const auto id = ObjectId::from_hex("57E193D7A9CC81b4027498b5");
  EXPECT_EQ(id.value().hex(), "57e193d7a9cc81b4027498b5");
  EXPECT_LT(ObjectId::from_hex("000000000000000000000000").value(), id.value());
}

TEST(ObjectId, refuses_anything_but_24_hexadecimal_digits) {
  for (const char* text : {"", "57e193d7a9cc81b4027498b", "57e193d7a9cc81b4027498b55",
                           "57e193d7a9cc81b4027498bg", "57e193d7-9cc81b4027498b5"})
    EXPECT_FALSE(ObjectId::from_hex(text)) << text;
}

}  // namespace
}  // namespace whimbrel::model
