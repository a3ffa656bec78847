#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace whimbrel::model {

// Appends the number that `text` says in the one spelling of the canonical form, which is also how
// DynamoDB answers: all digits, no exponent, no leading or trailing zeros, no negative zero (5, not
// 5.0; 1000, not 1E+3). False, and `out` as before, when it is no number that DynamoDB's N holds.
bool append_dynamodb_number(std::string_view text, std::string& out);

// Whether it is known at a glance to be spelled so; false also for long ones.
bool is_canonical_dynamodb_number(std::string_view text) noexcept;

// Arithmetic order of two numbers in that spelling.
std::strong_ordering compare_dynamodb_numbers(std::string_view a, std::string_view b) noexcept;

}  // namespace whimbrel::model
