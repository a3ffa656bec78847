#pragma once

#include <compare>
#include <cstdint>

#include "whimbrel/model/decimal.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// Whether it is a number of any type, uint256 included.
bool is_number(const Value& value) noexcept;

// Of two numbers, exactly: no digit of either is rounded. NaN comes before them all and equals NaN.
std::strong_ordering compare_number_values(const Value& a, const Value& b);

// `b` must not be NaN.
std::strong_ordering compare_exactly(std::int64_t a, double b) noexcept;

// All the digits of a double; NaN and infinities as themselves.
Decimal exact_decimal(double number);

}  // namespace whimbrel::model
