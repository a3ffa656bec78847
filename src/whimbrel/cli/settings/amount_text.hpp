#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::cli {

// A decimal number, 0 or more: "1.5". usage, saying what it may be, for anything else.
base::Result<double> parse_amount(std::string_view text);

struct AmountPair {
  double reads = 0;
  double writes = 0;
};

// "500" for both, or "1000,200". usage for anything else.
base::Result<AmountPair> parse_amount_pair(std::string_view text);

// "50%" or "50" as 0.5; more than 0 and at most 100 %. usage for anything else.
base::Result<double> parse_percentage(std::string_view text);

}  // namespace whimbrel::cli
