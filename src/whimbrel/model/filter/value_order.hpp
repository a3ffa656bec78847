#pragma once

#include <compare>

#include "whimbrel/model/value.hpp"

// Values in the order that MongoDB gives them: by type first, then by content.
namespace whimbrel::model {

// Types that compare with one another have the same rank: all numbers do, and text and symbols.
// What is undefined, or absent, has rank 0.
int type_rank(const Value& value) noexcept;
inline constexpr int absent_rank = 0;
inline constexpr int null_rank = 5;
inline constexpr int number_rank = 10;
inline constexpr int text_rank = 15;

// A NaN of either kind.
bool is_nan(const Value& value) noexcept;

// A total order. Numbers compare exactly, whatever their types, and NaN comes before them all and
// equals NaN; objects compare field by field in their order, names too; sets as sorted lists.
std::strong_ordering compare_values(const Value& a, const Value& b);

}  // namespace whimbrel::model
