#include <algorithm>

#include "whimbrel/model/dynamodb_rules_internal.hpp"

namespace whimbrel::model {
namespace {

template <typename Member>
bool is_distinct(std::vector<Member> members) {
  std::sort(members.begin(), members.end());
  return std::adjacent_find(members.begin(), members.end()) == members.end();
}

}  // namespace

bool fits_dynamodb_number(const Decimal& number) {
  constexpr std::size_t number_digits_max = 38;
  constexpr std::int64_t scale_min = -130;
  constexpr std::int64_t scale_max = 125;
  if (!number.is_finite()) return false;
  // A zero has no scale, but writing its places out must stay short.
  const std::int64_t scale =
      static_cast<std::int64_t>(number.digits().size()) + number.exponent() - 1;
  return scale >= scale_min && scale <= scale_max &&
         number.without_trailing_zeros().digits().size() <= number_digits_max;
}

bool is_dynamodb_set(const std::vector<std::string>& members) {
  return !members.empty() && is_distinct(members);
}

bool is_dynamodb_set(const std::vector<std::vector<std::uint8_t>>& members) {
  return !members.empty() && is_distinct(members);
}

bool is_dynamodb_set(const std::vector<Decimal>& members) {
  std::vector<Decimal> sorted = members;
  std::sort(sorted.begin(), sorted.end(),
            [](const Decimal& a, const Decimal& b) { return compare_numbers(a, b) < 0; });
  const auto same = std::adjacent_find(
      sorted.begin(), sorted.end(),
      [](const Decimal& a, const Decimal& b) { return compare_numbers(a, b) == 0; });
  return !members.empty() && same == sorted.end();
}

bool has_distinct_names(const Object& object) {
  std::vector<std::string_view> names;
  names.reserve(object.size());
  for (const Field& field : object.fields()) names.emplace_back(field.name);
  return is_distinct(std::move(names));
}

bool looks_like_dynamodb_carrier(const Object& object) {
  return object.size() == 1 && object.fields().front().name == dynamodb_carrier_name;
}

}  // namespace whimbrel::model
