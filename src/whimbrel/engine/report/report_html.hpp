#pragma once

#include <string>

#include "whimbrel/engine/run_report.hpp"

// Plans and reports as one HTML page each that needs nothing else: no script, no font, no image, no
// network. Light and dark by the reader's system; prints well. Everything from data is escaped.
namespace whimbrel::engine {

std::string preview_to_html(const Plan& plan);
std::string report_to_html(const RunReport& report);

}  // namespace whimbrel::engine
