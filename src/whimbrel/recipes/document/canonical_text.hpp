#pragma once

#include <string>

#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

// Appends what a node says, whatever its comments, blanks and quotes: the same text for the same
// meaning, so that a recipe's checksum changes when its effect may.
void append_canonical_text(const Node& node, std::string& out);

}  // namespace whimbrel::recipes
