#pragma once

#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/pinned_inputs.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::packs::sparta {

// Keeps `content` with the plan under this name, as compact JSON with its digest. The same content
// makes the same document.
base::Status pin_document(const std::string& name, const model::Value& content,
                          const base::Clock& clock, engine::PinnedInputs& inputs);

// The content back. invalid_data when the plan has no such document, or it is not what was pinned.
base::Result<model::Value> read_document(const engine::PinnedInputs& inputs,
                                         const std::string& name);

}  // namespace whimbrel::packs::sparta
