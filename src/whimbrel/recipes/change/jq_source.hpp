#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

// A jq expression as it stands in a recipe.
namespace whimbrel::recipes {

// The expression; nullopt, and a finding with the place inside it, when jq does not compile it.
std::optional<std::string> read_jq(const Node& node, std::string_view what, Findings& findings);

// Warns of what does not give the same each time: the verification would give other values.
void lint_jq(std::string_view expression, const Place& place, Findings& findings);

}  // namespace whimbrel::recipes
