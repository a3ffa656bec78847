#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/engine/run_report.hpp"
#include "whimbrel/stores/load_account.hpp"

// What a run costs its store, as names and values for text and HTML alike.
namespace whimbrel::engine {

using LoadFacts = std::vector<std::pair<std::string, std::string>>;

// One a way of writing, then what the figures rest on. Empty when nothing was forecast.
LoadFacts forecast_facts(const stores::Forecast& forecast);
// What the action cost, for the items and for whimbrel's own records, what part of the requests was
// throttled, and why there was waiting. Empty for a store that costs nothing.
LoadFacts used_facts(const RunReport& report);

// Units written for whimbrel's own records an item changed; nullopt when the counts are not of this
// action alone.
std::optional<double> record_units_an_item(const RunReport& report);

// "0.0036", "12.50", "less than 0.0001".
std::string money_text(double money);

}  // namespace whimbrel::engine
