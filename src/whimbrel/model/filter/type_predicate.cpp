#include "whimbrel/model/filter/type_predicate.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace whimbrel::model {
namespace {

struct TypeName {
  std::string_view name;       // MongoDB's, or ours where it has none
  std::string_view type_name;  // what Value::type_name() says
  std::optional<std::int64_t> number;
};

constexpr std::array<TypeName, 25> type_names{{
    {"double", "double", 1},
    {"string", "string", 2},
    {"object", "object", 3},
    {"array", "list", 4},
    {"binData", "binary", 5},
    {"undefined", "undefined", 6},
    {"objectId", "objectId", 7},
    {"bool", "bool", 8},
    {"date", "date", 9},
    {"null", "null", 10},
    {"regex", "regex", 11},
    {"dbPointer", "dbPointer", 12},
    {"javascript", "javascript", 13},
    {"symbol", "symbol", 14},
    {"javascriptWithScope", "javascriptWithScope", 15},
    {"int", "int32", 16},
    {"timestamp", "timestamp", 17},
    {"long", "int64", 18},
    {"decimal", "decimal", 19},
    {"minKey", "minKey", -1},
    {"maxKey", "maxKey", 127},
    {"uint256", "uint256", std::nullopt},
    {"stringSet", "stringSet", std::nullopt},
    {"numberSet", "numberSet", std::nullopt},
    {"binarySet", "binarySet", std::nullopt},
}};

constexpr std::array<std::string_view, 5> numbers{"double", "int", "long", "decimal", "uint256"};

template <typename Match>
std::optional<std::size_t> index_of_type(Match match) {
  const auto found = std::find_if(type_names.begin(), type_names.end(), match);
  if (found == type_names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - type_names.begin());
}

}  // namespace

bool TypeSet::add_name(std::string_view name) {
  if (name == "number")
    return std::all_of(numbers.begin(), numbers.end(),
                       [this](std::string_view each) { return add_name(each); });
  const auto index = index_of_type([name](const TypeName& type) { return type.name == name; });
  if (index) types_.set(*index);
  return index.has_value();
}

bool TypeSet::add_number(std::int64_t number) {
  const auto index =
      index_of_type([number](const TypeName& type) { return type.number == number; });
  if (index) types_.set(*index);
  return index.has_value();
}

bool TypeSet::has(const Value& value) const noexcept {
  const std::string_view name = value.type_name();
  const auto index = index_of_type([name](const TypeName& type) { return type.type_name == name; });
  return index && types_.test(*index);
}

std::span<const std::string> TypeSet::names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all{"number"};
    for (const TypeName& type : type_names) all.emplace_back(type.name);
    return all;
  }();
  return names;
}

bool TypePredicate::matches(const Value* value, MatchState&) const {
  return value != nullptr && types_.has(*value);
}

Answer TypePredicate::matches_raw(const ItemView&, RawValue, RawKind kind, MatchState&) const {
  switch (kind) {
    case RawKind::null:
      return answer(types_.has(Value()));
    case RawKind::boolean:
      return answer(types_.has(Value(true)));
    case RawKind::text:
      return answer(types_.has(Value(std::string())));
    case RawKind::object:
      return answer(types_.has(Value(Object())));
    case RawKind::list:
      // Else one of its elements may be of such a type.
      return types_.has(Value(List())) ? Answer::yes : Answer::unsure;
    case RawKind::number:
    case RawKind::typed:
      break;
  }
  return Answer::unsure;
}

bool ExistsPredicate::matches(const Value* value, MatchState&) const { return value != nullptr; }

Answer ExistsPredicate::matches_raw(const ItemView&, RawValue, RawKind, MatchState&) const {
  return Answer::yes;
}

}  // namespace whimbrel::model
