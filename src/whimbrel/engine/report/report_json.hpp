#pragma once

#include <string>
#include <vector>

#include "whimbrel/engine/run_report.hpp"

// Plans, runs and reports for programs: one JSON object each, UTF-8, indented, fields in a fixed
// order (docs/formats/json-output.md). Broken UTF-8 in data is shown as U+FFFD; what would steer
// a terminal is escaped. Numbers past 64 bits are strings. Times are RFC 3339 in UTC.
namespace whimbrel::engine {

// The shape that the wallet's admin API has: migration_name, stats, userImpact, sampleTokens and
// riskAssessment (the nouns are the migration's own), and the whole plan under "plan".
std::string preview_to_json(const Plan& plan);

std::string report_to_json(const RunReport& report);

std::string run_to_json(const RunRecord& run);

// A list of {name, passed, only_warns, detail}.
std::string checks_to_json(const std::vector<CheckResult>& checks);

}  // namespace whimbrel::engine
