#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// The one name in a map that carries what DynamoDB has no type for.
inline constexpr std::string_view dynamodb_carrier_name = "$whimbrel";

// True when DynamoDB's N holds the number without rounding: 38 significant digits, 1E-130 to
// 9.99E+125 either side of zero.
bool fits_dynamodb_number(const Decimal& number);

// True when a set has members, and none twice; 1 and 1.0 are the same number.
bool is_dynamodb_set(const std::vector<std::string>& members);
bool is_dynamodb_set(const std::vector<Decimal>& members);
bool is_dynamodb_set(const std::vector<std::vector<std::uint8_t>>& members);

// True when no name stands twice.
bool has_distinct_names(const Object& object);

// True for a map that a reader would take for a carrier.
bool looks_like_dynamodb_carrier(const Object& object);

}  // namespace whimbrel::model
