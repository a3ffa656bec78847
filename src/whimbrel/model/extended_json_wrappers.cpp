#include "whimbrel/model/extended_json_wrappers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "whimbrel/model/base64.hpp"
#include "whimbrel/model/date_text.hpp"
#include "whimbrel/model/decimal128_internal.hpp"
#include "whimbrel/model/hex.hpp"

namespace whimbrel::model {
namespace {

using base::Result;

tl::unexpected<base::Error> wrong(std::string message) {
  return base::fail(base::ErrorKind::invalid_data, std::move(message),
                    "correct the value; docs/formats/extended-json.md shows every form, and "
                    "$whimbrelObject for data that only looks like one");
}

const std::string* text_of(const Value* value) {
  return value == nullptr ? nullptr : value->get_if<std::string>();
}

std::optional<std::int64_t> integer_of(const Value* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto* small = value->get_if<std::int32_t>()) return *small;
  if (const auto* large = value->get_if<std::int64_t>()) return *large;
  return std::nullopt;
}

// The object in `content` when it has exactly `fields` members.
const Object* object_of(const Value& content, std::size_t fields) {
  const auto* object = content.get_if<Object>();
  return object != nullptr && object->size() == fields ? object : nullptr;
}

template <typename Integer>
Result<Value> read_integer(const Value& content, const char* message) {
  const auto* text = text_of(&content);
  Integer number = 0;
  if (text == nullptr) return wrong(message);
  const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size()) return wrong(message);
  return Value(number);
}

Result<Value> read_int(Value& content) {
  return read_integer<std::int32_t>(content, "$numberInt is a string with a 32-bit integer");
}

Result<Value> read_long(Value& content) {
  return read_integer<std::int64_t>(content, "$numberLong is a string with a 64-bit integer");
}

Result<Value> read_double(Value& content) {
  constexpr auto message =
      "$numberDouble is a string with a finite number, Infinity, -Infinity or NaN";
  const auto* text = text_of(&content);
  if (text == nullptr) return wrong(message);
  if (*text == "NaN") return Value(std::bit_cast<double>(canonical_nan_bits));
  if (*text == "Infinity") return Value(std::numeric_limits<double>::infinity());
  if (*text == "-Infinity") return Value(-std::numeric_limits<double>::infinity());
  const auto number = Decimal::parse(*text);
  if (!number || !number->is_finite() || !std::isfinite(number->to_double())) return wrong(message);
  return Value(number->to_double());
}

Result<Value> read_double_bits(Value& content) {
  const auto* text = text_of(&content);
  std::array<std::uint8_t, 8> bytes{};
  if (text == nullptr || !read_hex(*text, bytes))
    return wrong("$doubleBits is a string of 16 hexadecimal digits");
  std::uint64_t bits = 0;
  for (const std::uint8_t byte : bytes) bits = bits << 8 | byte;
  return Value(std::bit_cast<double>(bits));
}

Result<Value> read_decimal(Value& content) {
  const auto* text = text_of(&content);
  if (text == nullptr) return wrong("$numberDecimal is a string with a decimal number");
  WHIMBREL_ASSIGN(const Decimal exact, Decimal::parse(*text));
  auto number = as_decimal128_number(exact);
  if (!number)
    return wrong("$numberDecimal holds 34 digits and exponents from -6176 to 6144, and " + *text +
                 " needs more; $bigDecimal has no such limit");
  return Value(*std::move(number));
}

Result<Value> read_big_decimal(Value& content) {
  const auto* text = text_of(&content);
  if (text == nullptr) return wrong("$bigDecimal is a string with a decimal number");
  WHIMBREL_ASSIGN(Decimal number, Decimal::parse(*text));
  return Value(std::move(number));
}

Result<Value> read_uint256(Value& content) {
  const auto* text = text_of(&content);
  if (text == nullptr) return wrong("$uint256 is a string of decimal digits");
  WHIMBREL_ASSIGN(const Uint256 number, Uint256::from_decimal(*text));
  return Value(number);
}

Result<Value> read_object_id(Value& content) {
  const auto* text = text_of(&content);
  if (text == nullptr) return wrong("$oid is a string of 24 hexadecimal digits");
  WHIMBREL_ASSIGN(const ObjectId id, ObjectId::from_hex(*text));
  return Value(id);
}

Result<Value> read_date(Value& content) {
  if (const auto ms = integer_of(&content)) return Value(Date{*ms});
  const auto* text = text_of(&content);
  const auto date = text == nullptr ? std::nullopt : read_iso_text(*text);
  if (!date)
    return wrong(
        "$date is a $numberLong of milliseconds, or text as in 2024-02-29T12:00:00.123Z without "
        "anything finer than a millisecond");
  return Value(*date);
}

Result<Value> read_bytes(const std::string* base64, const std::string* subtype) {
  constexpr auto message =
      "$binary is {\"base64\": …, \"subType\": …} with padded base64 and one or two hexadecimal "
      "digits";
  if (base64 == nullptr || subtype == nullptr || subtype->empty() || subtype->size() > 2)
    return wrong(message);
  auto data = read_base64(*base64);
  std::array<std::uint8_t, 1> subtype_byte{};
  const std::string two_digits = subtype->size() == 1 ? "0" + *subtype : *subtype;
  if (!data || !read_hex(two_digits, subtype_byte)) return wrong(message);
  return Value(Bytes{*std::move(data), subtype_byte[0]});
}

Result<Value> read_binary(Value& content) {
  const Object* parts = object_of(content, 2);
  if (parts == nullptr) return read_bytes(nullptr, nullptr);
  return read_bytes(text_of(parts->find("base64")), text_of(parts->find("subType")));
}

Result<Value> read_uuid(Value& content) {
  constexpr std::array<std::size_t, 4> dashes{8, 13, 18, 23};
  constexpr auto message = "$uuid is a string as in 73ffd264-44b3-4c69-90e8-e7d1dfc035d4";
  const auto* text = text_of(&content);
  if (text == nullptr || text->size() != 36) return wrong(message);
  std::string digits = *text;
  for (auto dash = dashes.rbegin(); dash != dashes.rend(); ++dash) {
    if (digits[*dash] != '-') return wrong(message);
    digits.erase(*dash, 1);
  }
  constexpr std::uint8_t uuid_subtype = 4;
  Bytes uuid{std::vector<std::uint8_t>(16), uuid_subtype};
  if (!read_hex(digits, uuid.data)) return wrong(message);
  return Value(std::move(uuid));
}

Result<Value> read_regex(Value& content) {
  const Object* parts = object_of(content, 2);
  const auto* pattern = parts == nullptr ? nullptr : text_of(parts->find("pattern"));
  const auto* options = parts == nullptr ? nullptr : text_of(parts->find("options"));
  if (pattern == nullptr || options == nullptr)
    return wrong("$regularExpression is {\"pattern\": text, \"options\": text}");
  return Value(Regex(*pattern, *options));
}

Result<Value> read_timestamp(Value& content) {
  const Object* parts = object_of(content, 2);
  const auto seconds = parts == nullptr ? std::nullopt : integer_of(parts->find("t"));
  const auto increment = parts == nullptr ? std::nullopt : integer_of(parts->find("i"));
  const auto fits = [](std::optional<std::int64_t> number) {
    return number && *number >= 0 && *number <= std::numeric_limits<std::uint32_t>::max();
  };
  if (!fits(seconds) || !fits(increment))
    return wrong("$timestamp is {\"t\": …, \"i\": …} with integers from 0 to 4294967295");
  return Value(
      Timestamp{static_cast<std::uint32_t>(*seconds), static_cast<std::uint32_t>(*increment)});
}

Result<Value> read_db_pointer(Value& content) {
  const Object* parts = object_of(content, 2);
  const auto* collection = parts == nullptr ? nullptr : text_of(parts->find("$ref"));
  const Value* id = parts == nullptr ? nullptr : parts->find("$id");
  if (collection == nullptr || id == nullptr || !id->is<ObjectId>())
    return wrong("$dbPointer is {\"$ref\": text, \"$id\": an ObjectId}");
  return Value(DbPointer{*collection, *id->get_if<ObjectId>()});
}

Result<Value> read_symbol(Value& content) {
  auto* text = content.get_if<std::string>();
  if (text == nullptr) return wrong("$symbol is a string");
  return Value(Symbol{std::move(*text)});
}

Result<Value> read_code(Value& content) {
  auto* text = content.get_if<std::string>();
  if (text == nullptr) return wrong("$code is a string");
  return Value(JavaScript{std::move(*text)});
}

Result<Value> read_min_key(Value& content) {
  if (integer_of(&content) != 1) return wrong("$minKey is 1");
  return Value(MinKey{});
}

Result<Value> read_max_key(Value& content) {
  if (integer_of(&content) != 1) return wrong("$maxKey is 1");
  return Value(MaxKey{});
}

Result<Value> read_undefined(Value& content) {
  if (content != Value(true)) return wrong("$undefined is true");
  return Value(Undefined{});
}

// `read(Value&, Member&) -> bool` for each element of the list in `content`.
template <typename Set, typename ReadMember>
Result<Value> read_set(Value& content, const char* message, ReadMember read_member) {
  auto* list = content.get_if<List>();
  if (list == nullptr) return wrong(message);
  Set set;
  set.members.reserve(list->size());
  for (Value& element : *list) {
    auto* text = element.get_if<std::string>();
    if (text == nullptr || !read_member(*text, set.members)) return wrong(message);
  }
  return Value(std::move(set));
}

Result<Value> read_string_set(Value& content) {
  return read_set<StringSet>(content, "$stringSet is a list of strings",
                             [](std::string& text, auto& members) {
                               members.push_back(std::move(text));
                               return true;
                             });
}

Result<Value> read_number_set(Value& content) {
  return read_set<NumberSet>(content, "$numberSet is a list of decimal numbers as strings",
                             [](std::string& text, auto& members) {
                               auto number = Decimal::parse(text);
                               if (!number) return false;
                               members.push_back(*std::move(number));
                               return true;
                             });
}

Result<Value> read_binary_set(Value& content) {
  return read_set<BinarySet>(content, "$binarySet is a list of base64 strings",
                             [](std::string& text, auto& members) {
                               auto bytes = read_base64(text);
                               if (!bytes) return false;
                               members.push_back(*std::move(bytes));
                               return true;
                             });
}

Result<Value> read_escaped_object(Value& content) {
  constexpr auto message = "$whimbrelObject is a list of [name, value] pairs";
  auto* pairs = content.get_if<List>();
  if (pairs == nullptr) return wrong(message);
  Object object;
  object.reserve(pairs->size());
  for (Value& pair : *pairs) {
    auto* parts = pair.get_if<List>();
    if (parts == nullptr || parts->size() != 2 || !parts->front().is<std::string>())
      return wrong(message);
    object.append(std::move(*parts->front().get_if<std::string>()), std::move(parts->back()));
  }
  return Value(std::move(object));
}

struct Wrapper {
  std::string_view name;
  Result<Value> (*read)(Value& content);
};

// Most frequent first.
constexpr std::array<Wrapper, 23> wrappers{{
    {"$oid", read_object_id},
    {"$numberInt", read_int},
    {"$date", read_date},
    {"$numberLong", read_long},
    {"$numberDouble", read_double},
    {"$numberDecimal", read_decimal},
    {"$binary", read_binary},
    {"$uuid", read_uuid},
    {"$timestamp", read_timestamp},
    {"$regularExpression", read_regex},
    {"$dbPointer", read_db_pointer},
    {"$symbol", read_symbol},
    {"$code", read_code},
    {"$minKey", read_min_key},
    {"$maxKey", read_max_key},
    {"$undefined", read_undefined},
    {"$stringSet", read_string_set},
    {"$numberSet", read_number_set},
    {"$binarySet", read_binary_set},
    {"$uint256", read_uint256},
    {"$bigDecimal", read_big_decimal},
    {"$doubleBits", read_double_bits},
    {"$whimbrelObject", read_escaped_object},
}};

const Wrapper* wrapper_named(std::string_view name) {
  if (!name.starts_with('$')) return nullptr;
  const auto found = std::find_if(wrappers.begin(), wrappers.end(),
                                  [name](const Wrapper& each) { return each.name == name; });
  return found == wrappers.end() ? nullptr : &*found;
}

const Wrapper* wrapper_in(const Object& object) {
  for (const Field& field : object.fields()) {
    if (const Wrapper* wrapper = wrapper_named(field.name)) return wrapper;
  }
  return nullptr;
}

// {"$regex": text, "$options": text}; with anything else inside it is a query, which is data.
bool is_legacy_regex(const Object& object) {
  return object.size() == 2 && text_of(object.find("$regex")) != nullptr &&
         text_of(object.find("$options")) != nullptr;
}

// The wrappers that have a second field.
std::optional<Result<Value>> unwrap_pair(const Wrapper& wrapper, Object& fields) {
  if (fields.size() != 2) return std::nullopt;
  Value* content = fields.find(wrapper.name);
  if (wrapper.name == "$code") {
    Value* scope = fields.find("$scope");
    if (scope == nullptr) return std::nullopt;
    if (!content->is<std::string>() || !scope->is<Object>())
      return wrong("$code is a string and $scope an object");
    return Value(JavaScriptWithScope{std::move(*content->get_if<std::string>()),
                                     std::move(*scope->get_if<Object>())});
  }
  if (wrapper.name == "$binary" && fields.find("$type") != nullptr)
    return read_bytes(text_of(content), text_of(fields.find("$type")));
  return std::nullopt;
}

}  // namespace

Result<Value> unwrap_extended_json(Object fields) {
  const Wrapper* wrapper = wrapper_in(fields);
  if (wrapper == nullptr) {
    if (is_legacy_regex(fields))
      return Value(Regex(*text_of(fields.find("$regex")), *text_of(fields.find("$options"))));
    return Value(std::move(fields));
  }
  if (fields.size() == 1) return wrapper->read(fields.fields().front().value);
  if (auto pair = unwrap_pair(*wrapper, fields)) return *std::move(pair);
  return wrong("an object with " + std::string(wrapper->name) +
               " must hold nothing else, and this one has " + std::to_string(fields.size()) +
               " fields");
}

bool is_wrapper_name(std::string_view name) noexcept { return wrapper_named(name) != nullptr; }

bool looks_like_wrapper(const Object& object) {
  return wrapper_in(object) != nullptr || is_legacy_regex(object);
}

}  // namespace whimbrel::model
