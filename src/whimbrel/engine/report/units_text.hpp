#pragma once

#include <optional>
#include <string>

#include "whimbrel/engine/run_report.hpp"

namespace whimbrel::engine {

// What an action wrote, in the units that the store charges by: "50,000 for the items, 3,200 for
// whimbrel's own records (0.06 an item changed)". nullopt when nothing is charged, or nothing was
// written.
std::optional<std::string> write_units_text(const RunReport& report);

// Units of whimbrel's own records an item changed; nullopt when the counts are not of this action
// alone.
std::optional<double> record_units_an_item(const RunReport& report);

}  // namespace whimbrel::engine
