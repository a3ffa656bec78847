#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/engine/report/text_style.hpp"
#include "whimbrel/engine/run_report.hpp"

// The pieces that previews and reports in text are made of. Each is empty when there is nothing to
// tell, else it ends with a line end.
namespace whimbrel::engine::text {

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string section(const TextStyle& style, std::string_view title, std::string_view body);
std::string facts(const TextStyle& style, const Facts& facts);
std::string impact(const TextStyle& style, const Plan& plan);
std::string samples(const TextStyle& style, const Plan& plan);
std::string rejected_samples(const TextStyle& style, const Plan& plan);
std::string actions(const Plan& plan);
// What the migration tells of its own.
std::string details(const TextStyle& style, const Plan& plan);
// Which answers from outside the plan holds.
std::string pinned_inputs(const TextStyle& style, const Plan& plan);
std::string risk(const TextStyle& style, const RiskAssessment& risk);

// "tokens": the noun with a capital letter, in the plural.
std::string title_plural(std::string_view noun);

}  // namespace whimbrel::engine::text
