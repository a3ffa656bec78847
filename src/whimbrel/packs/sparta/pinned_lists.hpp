#pragma once

#include <map>
#include <string>
#include <vector>

#include "whimbrel/engine/pinned_inputs.hpp"

namespace whimbrel::packs::sparta {

// What a migration knows of another table: texts by name.
using TextLists = std::map<std::string, std::vector<std::string>>;

// Keeps them with the plan as a JSON object of lists. Errors of pin_document.
base::Status pin_lists(const std::string& name, const TextLists& lists, const base::Clock& clock,
                       engine::PinnedInputs& inputs);

// Back. invalid_data when the plan has no such input, or it is not of this shape.
base::Result<TextLists> read_lists(const engine::PinnedInputs& inputs, const std::string& name);

}  // namespace whimbrel::packs::sparta
