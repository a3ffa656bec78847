#pragma once

#include <memory>

#include "whimbrel/recipes/change/change.hpp"

namespace whimbrel::recipes {

// default: { status: active } gives fields a value where they are absent; { status: { value:
// active, when: [absent, "null"] } } where they are null too.
std::unique_ptr<Change> compile_default(const Node& node, const CompileContext& context,
                                        Findings& findings);

}  // namespace whimbrel::recipes
