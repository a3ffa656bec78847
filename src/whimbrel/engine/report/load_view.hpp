#pragma once

#include <string>
#include <utility>
#include <vector>

#include "whimbrel/stores/load_account.hpp"

// What a run costs its store, as names and values for text and HTML alike.
namespace whimbrel::engine {

using LoadFacts = std::vector<std::pair<std::string, std::string>>;

// One a way of writing, then what the figures rest on. Empty when nothing was forecast.
LoadFacts forecast_facts(const stores::Forecast& forecast);
// What it cost, what part of the requests was throttled, and why there was waiting.
LoadFacts used_facts(const stores::LoadUsed& used);

// "0.0036", "12.50", "less than 0.0001".
std::string money_text(double money);

}  // namespace whimbrel::engine
