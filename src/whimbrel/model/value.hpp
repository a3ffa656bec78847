#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "whimbrel/model/box.hpp"
#include "whimbrel/model/decimal.hpp"
#include "whimbrel/model/object_id.hpp"
#include "whimbrel/model/uint256.hpp"

namespace whimbrel::model {

class Value;
struct Field;

struct Null {
  friend bool operator==(Null, Null) = default;
};

// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted; the whole range is valid.
struct Date {
  std::int64_t ms_since_epoch = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
};

// Binary data and what BSON says it is: 0x00 any, 0x03 and 0x04 UUID, 0x05 MD5, 0x80 and up the
// user's own. Stores without subtypes hold subtype 0 only.
struct Bytes {
  std::vector<std::uint8_t> data;
  std::uint8_t subtype = 0;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

// DynamoDB's sets. Members keep the order they were read in, and equality ignores it, because the
// service returns them in any order.
struct StringSet {
  std::vector<std::string> members;
  friend bool operator==(const StringSet& a, const StringSet& b);
};
struct NumberSet {
  std::vector<Decimal> members;
  friend bool operator==(const NumberSet& a, const NumberSet& b);
};
struct BinarySet {
  std::vector<std::vector<std::uint8_t>> members;
  friend bool operator==(const BinarySet& a, const BinarySet& b);
};

// BSON's regular expression. The format demands its option letters in alphabetical order, so they
// are sorted here once.
class Regex {
 public:
  Regex(std::string pattern, std::string options);
  const std::string& pattern() const noexcept { return pattern_; }
  const std::string& options() const noexcept { return options_; }
  friend bool operator==(const Regex&, const Regex&) = default;

 private:
  std::string pattern_;
  std::string options_;
};

// BSON's internal replication clock, which is not a date.
struct Timestamp {
  std::uint32_t seconds = 0;
  std::uint32_t increment = 0;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

struct Symbol {
  std::string text;
  friend bool operator==(const Symbol&, const Symbol&) = default;
};

struct JavaScript {
  std::string code;
  friend bool operator==(const JavaScript&, const JavaScript&) = default;
};

struct DbPointer {
  std::string collection;
  ObjectId id;
  friend bool operator==(const DbPointer&, const DbPointer&) = default;
};

struct MinKey {
  friend bool operator==(MinKey, MinKey) = default;
};
struct MaxKey {
  friend bool operator==(MaxKey, MaxKey) = default;
};
struct Undefined {
  friend bool operator==(Undefined, Undefined) = default;
};

using List = std::vector<Value>;

// Named values in order. A name may stand twice, because BSON documents may hold such and nothing
// may be lost; find() gives the first.
class Object {
 public:
  Object() noexcept;
  Object(std::initializer_list<Field> fields);
  Object(const Object&);
  Object(Object&&) noexcept;
  Object& operator=(const Object&);
  Object& operator=(Object&&) noexcept;
  ~Object();

  Value& append(std::string name, Value value);
  const Value* find(std::string_view name) const noexcept;
  Value* find(std::string_view name) noexcept;

  std::size_t size() const noexcept;
  bool empty() const noexcept;
  void reserve(std::size_t fields);
  const std::vector<Field>& fields() const noexcept { return fields_; }
  std::vector<Field>& fields() noexcept { return fields_; }

  friend bool operator==(const Object& a, const Object& b);

 private:
  std::vector<Field> fields_;
};

struct JavaScriptWithScope;

namespace detail {

using ValueVariant =
    std::variant<Null, bool, std::int32_t, std::int64_t, double, Decimal, std::string, Bytes, Date,
                 ObjectId, List, Object, StringSet, NumberSet, BinarySet, Uint256, Box<Regex>,
                 Timestamp, Symbol, JavaScript, Box<JavaScriptWithScope>, Box<DbPointer>, MinKey,
                 MaxKey, Undefined>;

template <typename T, typename Variant>
struct HoldsAlternative : std::false_type {};
template <typename T, typename... Alternatives>
struct HoldsAlternative<T, std::variant<Alternatives...>>
    : std::bool_constant<(std::is_same_v<T, Alternatives> || ...)> {};

template <typename T>
inline constexpr bool is_boxed = HoldsAlternative<Box<T>, ValueVariant>::value;
template <typename T>
inline constexpr bool is_content = HoldsAlternative<T, ValueVariant>::value || is_boxed<T>;

template <typename T>
const T& unboxed(const T& content) noexcept {
  return content;
}
template <typename T>
const T& unboxed(const Box<T>& box) noexcept {
  return *box;
}

}  // namespace detail

// What a Value can hold: null, bool, 32- and 64-bit integers, double, decimal, text, bytes, date,
// ObjectId, list, object, sets, uint256, and the rest of BSON.
template <typename T>
concept ValueContent = detail::is_content<T>;

// One typed value of any store, nested to any depth; 48 bytes, cheap to move. Whole items become
// Values for export, jq and programs only: the hot path edits them in their own encoding.
//
// Equality is exact, as write-read identity needs: the type counts (int32 5, int64 5 and 5.0 all
// differ), doubles compare by bits (NaN equals the same NaN, -0.0 and 0.0 differ), decimals by
// identity, objects with field order, sets without order. Text is UTF-8 by contract; writers check.
// Not synchronised. Destruction, copy and equality recurse once a level.
class Value {
 public:
  // Null.
  Value() noexcept = default;

  template <typename T>
    requires ValueContent<std::remove_cvref_t<T>>
  Value(T&& content)  // NOLINT(google-explicit-constructor): a value reads best as its literal
      : content_(wrap(std::forward<T>(content))) {}
  Value(std::string_view text) : content_(std::string(text)) {}  // NOLINT: as above
  Value(const char* text) : content_(std::string(text)) {}       // NOLINT: as above

  template <ValueContent T>
  bool is() const noexcept {
    return get_if<T>() != nullptr;
  }

  // The content when it is a T; nullptr otherwise.
  template <ValueContent T>
  const T* get_if() const noexcept {
    if constexpr (detail::is_boxed<T>) {
      const auto* box = std::get_if<Box<T>>(&content_);
      return box == nullptr ? nullptr : &**box;
    } else {
      return std::get_if<T>(&content_);
    }
  }
  template <ValueContent T>
  T* get_if() noexcept {
    return const_cast<T*>(std::as_const(*this).template get_if<T>());
  }

  // The field of an object; nullptr when this is no object or has no such field.
  const Value* find(std::string_view name) const noexcept;

  // Calls `visitor` with the content, of whichever type it is.
  template <typename Visitor>
  decltype(auto) visit(Visitor&& visitor) const {
    return std::visit(
        [&visitor](const auto& content) -> decltype(auto) {
          return std::forward<Visitor>(visitor)(detail::unboxed(content));
        },
        content_);
  }

  // "int32", "object", "numberSet": for messages and reports.
  std::string_view type_name() const noexcept;

  friend bool operator==(const Value& a, const Value& b);

 private:
  template <typename T>
  static auto wrap(T&& content) {
    using Content = std::remove_cvref_t<T>;
    if constexpr (detail::is_boxed<Content>) {
      return Box<Content>(std::forward<T>(content));
    } else {
      return Content(std::forward<T>(content));
    }
  }

  detail::ValueVariant content_;
};

struct Field {
  std::string name;
  Value value;
  friend bool operator==(const Field&, const Field&) = default;
};

// Here, because the members of a vector need a complete Field.
inline Object::Object() noexcept = default;
inline Object::Object(const Object&) = default;
inline Object::Object(Object&&) noexcept = default;
inline Object& Object::operator=(const Object&) = default;
inline Object& Object::operator=(Object&&) noexcept = default;
inline Object::~Object() = default;
inline std::size_t Object::size() const noexcept { return fields_.size(); }
inline bool Object::empty() const noexcept { return fields_.empty(); }
inline void Object::reserve(std::size_t fields) { fields_.reserve(fields); }

struct JavaScriptWithScope {
  std::string code;
  Object scope;
  friend bool operator==(const JavaScriptWithScope&, const JavaScriptWithScope&) = default;
};

}  // namespace whimbrel::model
