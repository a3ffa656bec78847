#include "whimbrel/model/filter/value_order.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>
#include <vector>

#include "whimbrel/model/filter/number_order.hpp"

namespace whimbrel::model {
namespace {

using Order = std::strong_ordering;

struct RankOf {
  int operator()(const Undefined&) const { return absent_rank; }
  int operator()(const MinKey&) const { return -1; }
  int operator()(const Null&) const { return null_rank; }
  int operator()(std::int32_t) const { return number_rank; }
  int operator()(std::int64_t) const { return number_rank; }
  int operator()(double) const { return number_rank; }
  int operator()(const Decimal&) const { return number_rank; }
  int operator()(const Uint256&) const { return number_rank; }
  int operator()(const std::string&) const { return text_rank; }
  int operator()(const Symbol&) const { return text_rank; }
  int operator()(const Object&) const { return 20; }
  int operator()(const List&) const { return 25; }
  int operator()(const StringSet&) const { return 26; }
  int operator()(const NumberSet&) const { return 27; }
  int operator()(const BinarySet&) const { return 28; }
  int operator()(const Bytes&) const { return 30; }
  int operator()(const ObjectId&) const { return 35; }
  int operator()(bool) const { return 40; }
  int operator()(const Date&) const { return 45; }
  int operator()(const Timestamp&) const { return 47; }
  int operator()(const Regex&) const { return 50; }
  int operator()(const DbPointer&) const { return 55; }
  int operator()(const JavaScript&) const { return 60; }
  int operator()(const JavaScriptWithScope&) const { return 65; }
  int operator()(const MaxKey&) const { return 127; }
};

std::string_view text_of(const Value& value) noexcept {
  if (const auto* text = value.get_if<std::string>()) return *text;
  return value.get_if<Symbol>()->text;
}

Order compare_lists(const List& a, const List& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (const Order order = compare_values(a[i], b[i]); order != 0) return order;
  return a.size() <=> b.size();
}

// The type of a field weighs more than its name, and its name more than its value.
Order compare_objects(const Object& a, const Object& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const Field& left = a.fields()[i];
    const Field& right = b.fields()[i];
    if (const Order order = type_rank(left.value) <=> type_rank(right.value); order != 0)
      return order;
    if (const Order order = left.name <=> right.name; order != 0) return order;
    if (const Order order = compare_values(left.value, right.value); order != 0) return order;
  }
  return a.size() <=> b.size();
}

template <typename Member>
Order compare_members(std::vector<Member> a, std::vector<Member> b) {
  const auto sorted = [](std::vector<Member>& members) {
    std::vector<Value> values;
    for (Member& member : members) {
      if constexpr (std::is_same_v<Member, std::vector<std::uint8_t>>)
        values.emplace_back(Bytes{std::move(member), 0});
      else
        values.emplace_back(std::move(member));
    }
    std::sort(values.begin(), values.end(),
              [](const Value& x, const Value& y) { return compare_values(x, y) < 0; });
    return values;
  };
  return compare_lists(sorted(a), sorted(b));
}

// Contents of one rank.
struct CompareSameRank {
  const Value& a;
  const Value& b;

  template <typename T>
  const T& other() const {
    return *b.get_if<T>();
  }

  // The one value of its type.
  template <typename T>
  Order operator()(const T&) const {
    return Order::equal;
  }
  Order operator()(std::int32_t) const { return compare_number_values(a, b); }
  Order operator()(std::int64_t) const { return compare_number_values(a, b); }
  Order operator()(double) const { return compare_number_values(a, b); }
  Order operator()(const Decimal&) const { return compare_number_values(a, b); }
  Order operator()(const Uint256&) const { return compare_number_values(a, b); }
  Order operator()(const std::string& text) const { return text.compare(text_of(b)) <=> 0; }
  Order operator()(const Symbol& symbol) const { return symbol.text.compare(text_of(b)) <=> 0; }
  Order operator()(const Object& object) const { return compare_objects(object, other<Object>()); }
  Order operator()(const List& list) const { return compare_lists(list, other<List>()); }
  Order operator()(const StringSet& set) const {
    return compare_members(set.members, other<StringSet>().members);
  }
  Order operator()(const NumberSet& set) const {
    return compare_members(set.members, other<NumberSet>().members);
  }
  Order operator()(const BinarySet& set) const {
    return compare_members(set.members, other<BinarySet>().members);
  }
  // As BSON does it: length, kind, bytes.
  Order operator()(const Bytes& bytes) const {
    const Bytes& right = other<Bytes>();
    return std::tuple(bytes.data.size(), bytes.subtype, bytes.data) <=>
           std::tuple(right.data.size(), right.subtype, right.data);
  }
  Order operator()(const ObjectId& id) const { return id <=> other<ObjectId>(); }
  Order operator()(bool truth) const { return truth <=> other<bool>(); }
  Order operator()(const Date& date) const { return date <=> other<Date>(); }
  Order operator()(const Timestamp& time) const { return time <=> other<Timestamp>(); }
  Order operator()(const Regex& regex) const {
    return std::tie(regex.pattern(), regex.options()) <=>
           std::tuple(other<Regex>().pattern(), other<Regex>().options());
  }
  Order operator()(const DbPointer& pointer) const {
    return std::tie(pointer.collection, pointer.id) <=>
           std::tuple(other<DbPointer>().collection, other<DbPointer>().id);
  }
  Order operator()(const JavaScript& code) const { return code.code <=> other<JavaScript>().code; }
  Order operator()(const JavaScriptWithScope& code) const {
    const auto& right = other<JavaScriptWithScope>();
    if (const Order order = code.code <=> right.code; order != 0) return order;
    return compare_objects(code.scope, right.scope);
  }
};

}  // namespace

int type_rank(const Value& value) noexcept { return value.visit(RankOf{}); }

bool is_nan(const Value& value) noexcept {
  if (const auto* number = value.get_if<double>()) return std::isnan(*number);
  const auto* decimal = value.get_if<Decimal>();
  return decimal != nullptr && decimal->kind() == Decimal::Kind::nan;
}

std::strong_ordering compare_values(const Value& a, const Value& b) {
  if (const Order order = type_rank(a) <=> type_rank(b); order != 0) return order;
  return a.visit(CompareSameRank{a, b});
}

}  // namespace whimbrel::model
