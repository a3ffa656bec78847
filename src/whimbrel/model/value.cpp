#include "whimbrel/model/value.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace whimbrel::model {
namespace {

template <typename T>
bool same_members(std::vector<T> a, std::vector<T> b) {
  if (a.size() != b.size()) return false;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

std::vector<std::string> texts_of(const std::vector<Decimal>& numbers) {
  std::vector<std::string> texts;
  texts.reserve(numbers.size());
  for (const Decimal& number : numbers) texts.push_back(number.text());
  return texts;
}

template <typename T>
bool same_content(const T& a, const T& b) {
  return a == b;
}
// By bits: the arithmetic == would call two NaNs different and the two zeros the same.
bool same_content(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace

bool operator==(const StringSet& a, const StringSet& b) {
  return same_members(a.members, b.members);
}
bool operator==(const NumberSet& a, const NumberSet& b) {
  return same_members(texts_of(a.members), texts_of(b.members));
}
bool operator==(const BinarySet& a, const BinarySet& b) {
  return same_members(a.members, b.members);
}

Regex::Regex(std::string pattern, std::string options)
    : pattern_(std::move(pattern)), options_(std::move(options)) {
  // Bytes of longer characters must stay together; no known option is one.
  const bool is_ascii = std::all_of(options_.begin(), options_.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) std::sort(options_.begin(), options_.end());
}

Object::Object(std::initializer_list<Field> fields) : fields_(fields) {}

Value& Object::append(std::string name, Value value) {
  fields_.push_back(Field{std::move(name), std::move(value)});
  return fields_.back().value;
}

const Value* Object::find(std::string_view name) const noexcept {
  for (const Field& field : fields_) {
    if (field.name == name) return &field.value;
  }
  return nullptr;
}

Value* Object::find(std::string_view name) noexcept {
  return const_cast<Value*>(std::as_const(*this).find(name));
}

bool operator==(const Object& a, const Object& b) { return a.fields_ == b.fields_; }

const Value* Value::find(std::string_view name) const noexcept {
  const auto* object = get_if<Object>();
  return object == nullptr ? nullptr : object->find(name);
}

std::string_view Value::type_name() const noexcept {
  static constexpr std::array<std::string_view, std::variant_size_v<detail::ValueVariant>> names{
      "null",      "bool",       "int32",
      "int64",     "double",     "decimal",
      "string",    "binary",     "date",
      "objectId",  "list",       "object",
      "stringSet", "numberSet",  "binarySet",
      "uint256",   "regex",      "timestamp",
      "symbol",    "javascript", "javascriptWithScope",
      "dbPointer", "minKey",     "maxKey",
      "undefined"};
  return names[content_.index()];
}

bool operator==(const Value& a, const Value& b) {
  if (a.content_.index() != b.content_.index()) return false;
  return a.visit([&b](const auto& content) {
    using Content = std::remove_cvref_t<decltype(content)>;
    return same_content(content, *b.get_if<Content>());
  });
}

}  // namespace whimbrel::model
