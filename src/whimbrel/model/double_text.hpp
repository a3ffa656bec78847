#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/model/decimal.hpp"

namespace whimbrel::model {

// Appends a finite double with the fewest digits that read back as the same bits, laid out as
// JavaScript does, plus ".0" where it would look like an integer: 1.0, -0.0, 0.1, 1e-7, 1e+21.
void append_double(double number, std::string& out);

// The double that some program would have printed as `literal` (a JSON number), whether as its
// shortest text or with any number of correctly rounded digits, as %.17g does: 0.1, 1.50, 1e3 and
// 0.10000000000000001 are doubles. nullopt when a double would lose or invent digits, as with
// 9007199254740993.0 or 1e400: such a number is to be kept as a decimal.
std::optional<double> double_printed_as(std::string_view literal);

// The double whose shortest text has the same digits and exponent as `number`, trailing zeros
// included: 1.5 has one, 1.50 and 1E+2 have none (append_double writes 100.0).
std::optional<double> double_spelled_as(const Decimal& number);

}  // namespace whimbrel::model
