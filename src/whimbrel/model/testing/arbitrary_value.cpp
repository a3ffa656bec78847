#include "whimbrel/model/testing/arbitrary_value.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>

#include "whimbrel/model/extended_json.hpp"

namespace whimbrel::model {

std::ostream& operator<<(std::ostream& stream, const Value& value) {
  std::string text;
  const auto written = write_extended_json(value, ExtendedJsonMode::canonical, text);
  return stream << (written ? text : "(" + written.error().describe() + ")");
}

}  // namespace whimbrel::model

namespace whimbrel::model::testing {
namespace {

// Names that some encoding gives a meaning, and any text.
rc::Gen<std::string> arbitrary_name(bool with_nul = true) {
  static const std::vector<std::string> names{"_id",
                                              "a",
                                              "a.b",
                                              "",
                                              "0",
                                              "$",
                                              "$oid",
                                              "$date",
                                              "$numberInt",
                                              "$numberLong",
                                              "$numberDouble",
                                              "$numberDecimal",
                                              "$binary",
                                              "$type",
                                              "$uuid",
                                              "$code",
                                              "$scope",
                                              "$symbol",
                                              "$timestamp",
                                              "$regex",
                                              "$options",
                                              "$regularExpression",
                                              "$dbPointer",
                                              "$ref",
                                              "$id",
                                              "$minKey",
                                              "$maxKey",
                                              "$undefined",
                                              "$stringSet",
                                              "$numberSet",
                                              "$binarySet",
                                              "$uint256",
                                              "$bigDecimal",
                                              "$doubleBits",
                                              "$whimbrelObject",
                                              "$whimbrel",
                                              "base64",
                                              "subType",
                                              "t",
                                              "i",
                                              "pattern",
                                              "options",
                                              "S",
                                              "N",
                                              "M",
                                              "L",
                                              "__proto__",
                                              "$gt"};
  return rc::gen::oneOf(rc::gen::elementOf(names), arbitrary_text(with_nul));
}

rc::Gen<std::vector<std::uint8_t>> arbitrary_bytes() {
  return rc::gen::resize(
      20, rc::gen::container<std::vector<std::uint8_t>>(rc::gen::arbitrary<std::uint8_t>()));
}

// Integers of every size, the extremes included.
template <typename Integer>
rc::Gen<Integer> arbitrary_integer() {
  using Limits = std::numeric_limits<Integer>;
  return rc::gen::oneOf(
      rc::gen::arbitrary<Integer>(),
      rc::gen::element<Integer>(0, 1, Limits::min(), Limits::max(), Limits::max() - 1),
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(),
                   [](std::uint64_t bits) { return static_cast<Integer>(bits); }));
}

// ±digits × 10^exponent with up to `digits_max` digits.
rc::Gen<Decimal> arbitrary_finite_decimal(int digits_max, int exponent_min, int exponent_max) {
  const auto digits = rc::gen::mapcat(rc::gen::inRange(1, digits_max + 1), [](int count) {
    return rc::gen::container<std::string>(static_cast<std::size_t>(count),
                                           rc::gen::inRange<char>('0', '9' + 1));
  });
  const auto exponent =
      rc::gen::oneOf(rc::gen::inRange(std::max(exponent_min, -40), std::min(exponent_max, 40) + 1),
                     rc::gen::inRange(exponent_min, exponent_max + 1));
  return rc::gen::map(rc::gen::tuple(rc::gen::arbitrary<bool>(), digits, exponent),
                      [](const std::tuple<bool, std::string, int>& parts) {
                        return *Decimal::from_parts(std::get<0>(parts), std::get<1>(parts),
                                                    std::get<2>(parts));
                      });
}

rc::Gen<ObjectId> arbitrary_object_id() {
  return rc::gen::map(
      rc::gen::container<std::array<std::uint8_t, 12>>(rc::gen::arbitrary<std::uint8_t>()),
      [](const std::array<std::uint8_t, 12>& bytes) { return ObjectId{bytes}; });
}

template <typename T>
rc::Gen<Value> as_value(rc::Gen<T> content) {
  return rc::gen::map(std::move(content), [](T each) { return Value(std::move(each)); });
}

template <typename T>
rc::Gen<std::vector<T>> few(rc::Gen<T> each, std::size_t count_min = 0) {
  return rc::gen::mapcat(
      rc::gen::inRange<std::size_t>(count_min, count_min + 4),
      [each](std::size_t count) { return rc::gen::container<std::vector<T>>(count, each); });
}

template <typename T>
std::vector<T> without_repeats(std::vector<T> members) {
  std::vector<T> kept;
  for (auto& member : members) {
    if (std::find(kept.begin(), kept.end(), member) == kept.end())
      kept.push_back(std::move(member));
  }
  return kept;
}

NumberSet number_set_without_repeats(const std::vector<Decimal>& members) {
  NumberSet set;
  for (const auto& member : members) {
    const bool known =
        std::any_of(set.members.begin(), set.members.end(),
                    [&](const Decimal& each) { return compare_numbers(each, member) == 0; });
    if (!known) set.members.push_back(member);
  }
  return set;
}

// Types of JSON; in plain JSON, those that it gives back as the same type.
rc::Gen<Value> json_scalar(Holds holds) {
  const auto wide_integer = rc::gen::map(arbitrary_integer<std::int64_t>(), [](std::int64_t each) {
    const bool fits_32 = each == static_cast<std::int32_t>(each);
    return Value(fits_32 ? (std::int64_t{1} << 40) + each : each);
  });
  const auto text = as_value(arbitrary_text());
  if (holds == Holds::dynamodb)
    return rc::gen::oneOf(rc::gen::just(Value()), as_value(rc::gen::arbitrary<bool>()), text,
                          as_value(arbitrary_decimal(holds)));
  return rc::gen::oneOf(rc::gen::just(Value()), as_value(rc::gen::arbitrary<bool>()), text,
                        as_value(arbitrary_integer<std::int32_t>()), wide_integer,
                        as_value(arbitrary_double(holds == Holds::plain_json)));
}

rc::Gen<Value> set_value() {
  const auto strings = rc::gen::map(few(arbitrary_text(), 1), [](std::vector<std::string> each) {
    return Value(StringSet{without_repeats(std::move(each))});
  });
  const auto numbers = rc::gen::map(
      few(arbitrary_decimal(Holds::dynamodb), 1),
      [](const std::vector<Decimal>& each) { return Value(number_set_without_repeats(each)); });
  const auto binaries =
      rc::gen::map(few(arbitrary_bytes(), 1), [](std::vector<std::vector<std::uint8_t>> each) {
        return Value(BinarySet{without_repeats(std::move(each))});
      });
  return rc::gen::oneOf(strings, numbers, binaries);
}

rc::Gen<Value> bson_scalar(Holds holds) {
  const auto bytes =
      rc::gen::map(rc::gen::pair(arbitrary_bytes(), rc::gen::arbitrary<std::uint8_t>()),
                   [](std::pair<std::vector<std::uint8_t>, std::uint8_t> each) {
                     return Value(Bytes{std::move(each.first), each.second});
                   });
  const auto date =
      rc::gen::oneOf(rc::gen::map(arbitrary_integer<std::int64_t>(),
                                  [](std::int64_t ms) { return Value(Date{ms}); }),
                     rc::gen::map(rc::gen::inRange<std::int64_t>(-1000, 253'402'300'801'000),
                                  [](std::int64_t ms) { return Value(Date{ms}); }));
  const auto text = arbitrary_text(holds != Holds::bson);  // BSON's patterns end at a NUL
  const auto regex = rc::gen::map(rc::gen::pair(text, text), [](const auto& each) {
    return Value(Regex(each.first, each.second));
  });
  const auto timestamp = rc::gen::map(
      rc::gen::pair(arbitrary_integer<std::uint32_t>(), arbitrary_integer<std::uint32_t>()),
      [](const auto& each) {
        return Value(Timestamp{each.first, each.second});
      });
  const auto pointer =
      rc::gen::map(rc::gen::pair(arbitrary_text(), arbitrary_object_id()), [](const auto& each) {
        return Value(DbPointer{each.first, each.second});
      });
  const auto words = rc::gen::map(
      rc::gen::pair(rc::gen::arbitrary<bool>(), arbitrary_text()), [](const auto& each) {
        return each.first ? Value(Symbol{each.second}) : Value(JavaScript{each.second});
      });
  const auto marks = rc::gen::element(Value(MinKey{}), Value(MaxKey{}), Value(Undefined{}));
  return rc::gen::oneOf(bytes, date, as_value(arbitrary_object_id()),
                        as_value(arbitrary_decimal(holds)), regex, timestamp, pointer, words,
                        marks);
}

rc::Gen<Value> any_scalar(Holds holds) {
  auto json = json_scalar(holds);
  const auto plain_bytes = rc::gen::map(arbitrary_bytes(), [](std::vector<std::uint8_t> data) {
    return Value(Bytes{std::move(data), 0});
  });
  switch (holds) {
    case Holds::plain_json:
      return json;
    case Holds::dynamodb:
      return rc::gen::oneOf(json, json, plain_bytes, set_value());
    case Holds::bson:
      return rc::gen::oneOf(json, bson_scalar(holds));
    case Holds::everything:
      break;
  }
  const auto uint256 =
      rc::gen::map(rc::gen::container<Uint256::Bytes>(rc::gen::arbitrary<std::uint8_t>()),
                   [](const Uint256::Bytes& bytes) { return Value(Uint256::from_bytes(bytes)); });
  return rc::gen::oneOf(json, bson_scalar(holds), set_value(), uint256);
}

rc::Gen<Object> object_of(rc::Gen<Value> value, Holds holds) {
  const bool may_repeat_names = holds != Holds::dynamodb;
  const auto fields = few(rc::gen::pair(arbitrary_name(holds != Holds::bson), std::move(value)));
  return rc::gen::map(fields,
                      [may_repeat_names](const std::vector<std::pair<std::string, Value>>& all) {
                        Object object;
                        for (const auto& [name, value_of_field] : all) {
                          if (may_repeat_names || object.find(name) == nullptr)
                            object.append(name, value_of_field);
                        }
                        return object;
                      });
}

}  // namespace

rc::Gen<std::string> arbitrary_text(bool with_nul) {
  static const std::vector<std::string> pieces{
      "a",      "Z",      "0",      " ",      "$",      "$oid", ".",          "/",    "\"",
      "\\",     "\\u",    "\n",     "\t",     "\x01",   "\x1f", "\x7f",       "é",    "\u2028",
      "\u2029", "\ufeff", "\ud7ff", "\ue000", "\uffff", "😀",   "\U0010ffff", "münze"};
  const auto plain = rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~'));
  const auto odd =
      rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                   [with_nul](const std::vector<std::string>& parts) {
                     std::string text;
                     for (const auto& part : parts) text += part;
                     if (with_nul && parts.size() % 4 == 3) text = parts.front() + '\0' + text;
                     return text;
                   });
  return rc::gen::resize(12, rc::gen::oneOf(plain, odd));
}

rc::Gen<double> arbitrary_double(bool finite_only) {
  const auto bits = rc::gen::map(arbitrary_integer<std::uint64_t>(),
                                 [](std::uint64_t each) { return std::bit_cast<double>(each); });
  using Limits = std::numeric_limits<double>;
  auto any = rc::gen::oneOf(
      bits, rc::gen::arbitrary<double>(),
      rc::gen::element(0.0, -0.0, 0.1, 1e21, 1e22, 123456789012345680.0, 1e-7, Limits::max(),
                       Limits::min(), Limits::denorm_min(), Limits::infinity(), -Limits::infinity(),
                       Limits::quiet_NaN(), -Limits::quiet_NaN()));
  if (!finite_only) return any;
  return rc::gen::map(any, [](double each) { return each - each == 0 ? each : 1.5; });
}

rc::Gen<Decimal> arbitrary_decimal(Holds holds) {
  if (holds == Holds::dynamodb) return arbitrary_finite_decimal(38, -92, 0);
  const auto special =
      rc::gen::element(Decimal::nan(), Decimal::infinity(false), Decimal::infinity(true));
  const auto decimal128 = arbitrary_finite_decimal(34, -6176, 6111);
  if (holds == Holds::bson) return rc::gen::oneOf(special, decimal128, decimal128);
  return rc::gen::oneOf(
      special, decimal128,
      arbitrary_finite_decimal(120, -Decimal::exponent_limit, Decimal::exponent_limit));
}

rc::Gen<Value> arbitrary_value(Holds holds, int depth) {
  auto scalar = any_scalar(holds);
  if (depth == 0) return scalar;
  const auto inner = arbitrary_value(holds, depth - 1);
  const auto list = as_value(few(inner));
  const auto object = as_value(object_of(inner, holds));
  if (holds != Holds::everything && holds != Holds::bson)
    return rc::gen::oneOf(scalar, scalar, list, object);
  const auto script =
      rc::gen::map(rc::gen::pair(arbitrary_text(), object_of(inner, holds)), [](const auto& each) {
        return Value(JavaScriptWithScope{each.first, each.second});
      });
  return rc::gen::oneOf(scalar, scalar, scalar, list, object, object, script);
}

rc::Gen<Value> arbitrary_document(Holds holds, int depth) {
  return as_value(object_of(arbitrary_value(holds, depth - 1), holds));
}

}  // namespace whimbrel::model::testing
