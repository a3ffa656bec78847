#pragma once

#include <string>
#include <vector>

#include "whimbrel/engine/report/text_style.hpp"
#include "whimbrel/engine/run_report.hpp"

// Plans and reports for people, as lines of UTF-8 text. All data in them is made printable.
namespace whimbrel::engine {

std::string preview_to_text(const Plan& plan, const TextStyle& style);
std::string report_to_text(const RunReport& report, const TextStyle& style);

// One line a check, "  ✓ name: detail".
std::string checks_to_text(const std::vector<CheckResult>& checks, const TextStyle& style);

}  // namespace whimbrel::engine
