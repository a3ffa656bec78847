#pragma once

#include <cstdint>
#include <optional>

#include "whimbrel/model/decimal.hpp"
#include "whimbrel/model/value.hpp"

// Numbers of all types as one number, and back without loss.
namespace whimbrel::recipes {

inline constexpr std::int64_t exact_double_max = std::int64_t{1} << 53;

// The number's exact value; of a double with a fraction, or past 64 bits, the one that its shortest
// text says. nullopt for what is no number, and for infinities and NaN.
std::optional<model::Decimal> decimal_of(const model::Value& value);

// The number as a whole 64-bit integer, when it is one; nullopt otherwise.
std::optional<std::int64_t> whole_number_of(const model::Value& value);

// The double that is this number: of one with a fraction, the one that is printed so. nullopt when
// there is none.
std::optional<double> double_of(const model::Decimal& number);

// int32 when it fits, else int64.
model::Value smallest_integer(std::int64_t number);

// Whether both are numbers, and the same one: for a double, whether it is the nearest.
bool are_same_number(const model::Value& answer, const model::Value& sent);

// `number` as the type of `like`; nullopt when that type does not hold it exactly, or one of both
// is no number.
std::optional<model::Value> number_like(const model::Value& number, const model::Value& like);

}  // namespace whimbrel::recipes
