#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace whimbrel::base {

// How many characters must be put in, left out, replaced or swapped with their neighbour to make
// `b` of `a`. Takes time in proportion to the product of their lengths.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The names that somebody who typed `typed` may have meant, nearest first: those that hold it as a
// part, and those that differ in at most a third of its characters. Case does not count.
std::vector<std::string> nearest_names(std::string_view typed, std::span<const std::string> names);

}  // namespace whimbrel::base
