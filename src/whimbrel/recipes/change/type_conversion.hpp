#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "whimbrel/model/value.hpp"

namespace whimbrel::recipes {

// What `convert` can make of a value.
enum class TargetType : std::uint8_t {
  integer,       // int: 32 or 64 bits, as it fits
  long_integer,  // long: 64 bits
  real,          // double
  decimal,
  text,     // string
  boolean,  // bool
  date,
  object_id,
};

std::optional<TargetType> target_type_from(std::string_view name);
std::string_view to_string(TargetType type) noexcept;
// "a whole number of 64 bits": for reasons.
std::string_view description_of(TargetType type) noexcept;

// The value as that type, without loss: what is read back by the opposite conversion is the same
// number, text or date. nullopt when there is no such value. A value that is of the type already
// is given back as it is; an int64 is an `integer` too.
//
//   integer, long  from whole numbers of any type, text of digits ("12", "-3"), true and false (1
//                  and 0); long from dates too (milliseconds since 1970)
//   real           from numbers with the same digits, text of a number, true and false
//   decimal        from any number, text of a number, true and false
//   text           from numbers, true and false, dates (ISO 8601), ObjectIds (24 hex digits)
//   boolean        from 1 and 0, "true" and "false"
//   date           from ISO 8601 text (a day alone is its midnight UTC), and from 64-bit integers,
//                  doubles and decimals as milliseconds since 1970; a 32-bit integer could be
//                  seconds and is refused
//   object_id      from 24 hex digits
std::optional<model::Value> converted(const model::Value& value, TargetType type);

}  // namespace whimbrel::recipes
