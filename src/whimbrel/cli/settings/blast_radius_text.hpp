#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::cli {

// "1000" items, "20%" or "0.5%" of the collection, "1000,20%" both (whichever is reached first
// stops). usage for anything else.
base::Result<engine::BlastRadius> parse_blast_radius(std::string_view text);

}  // namespace whimbrel::cli
