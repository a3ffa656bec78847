#pragma once

#include <optional>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/engine/plan.hpp"

namespace whimbrel::cli {

// What one of several migrations will do, each seen behind those before it.
struct PlannedStep {
  const engine::SequenceStep* step = nullptr;
  std::optional<engine::Plan> plan;
  // Why `up` would refuse it, or why it cannot be foreseen.
  std::optional<base::Error> refusal;
};

// Plans the steps in order. One that later ones build on is carried out on a scratch store in front
// of the target, so that they are planned on what it will leave; the target itself is only read. A
// step that is refused is told with its reason, and so are those behind it that build on it. Errors
// are those that end all planning: of the settings, of the scratch store, cancelled.
base::Result<std::vector<PlannedStep>> plan_steps(const Invocation& call, SequenceContext& context,
                                                  const engine::Sequence::Steps& steps);

// The first refusal of a step, as that of the whole; ok when there is none.
base::Status refuse_unfit(const std::vector<PlannedStep>& planned);

}  // namespace whimbrel::cli
