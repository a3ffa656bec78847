#pragma once

#include <memory>

#include "whimbrel/recipes/action/action_compiler.hpp"

namespace whimbrel::recipes {

// `http: { method: POST, url: …, headers: { Authorization: "Bearer ${TOKEN}" }, body: …,
// expect_status: 201, timeout: 30s, is_done: { url: …, status: 200, body_contains: …, jq: … },
// undo: { … } }`. Any 2xx is good without expect_status. ${NAME} is filled in from the environment
// when the call is made, so that no secret stands in a recipe, a plan or a message. Each run sends
// the same Idempotency-Key for the same action.
std::unique_ptr<RecipeAction> compile_http(const Node& node, const ActionCompileContext& context,
                                           Findings& findings);

}  // namespace whimbrel::recipes
