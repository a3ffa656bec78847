#pragma once

#include <optional>

#include "whimbrel/model/decimal.hpp"

namespace whimbrel::recipes {

// The exact sum, with the digits of whichever has more behind the point: 1.50 + 0.5 is 2.00.
// nullopt when one is not finite, or they are so far apart that the sum would have thousands of
// digits.
std::optional<model::Decimal> exact_sum(const model::Decimal& a, const model::Decimal& b);

}  // namespace whimbrel::recipes
