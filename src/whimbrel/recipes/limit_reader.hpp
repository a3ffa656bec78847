#pragma once

#include <optional>

#include "whimbrel/engine/blast_radius_limit.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

// How many items a run may change: 1000, 20%, { affected: either }, { items: 1000, share: 20% }.
std::optional<engine::BlastRadius> read_limit(const Node& node, Findings& findings);

}  // namespace whimbrel::recipes
