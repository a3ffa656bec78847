#pragma once

#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/cli/sequence_plan.hpp"
#include "whimbrel/cli/sequence_run.hpp"
#include "whimbrel/cli/verb.hpp"

// What verbs about several migrations print.
namespace whimbrel::cli {

// The order with every state, what pending ones would change, and what does not fit.
std::string sequence_text(const Invocation& call, const engine::Sequence& sequence,
                          const std::vector<PlannedStep>& planned);
Json sequence_json(const engine::Sequence& sequence, const std::vector<PlannedStep>& planned);

// Prints what became of each step and what is left to do; the exit code is that of the first that
// failed, else 4 when items were left alone. `done_word` is "applied" or "taken back".
base::Result<Outcome> tell_results(const Invocation& call, const SequenceContext& context,
                                   const std::vector<StepResult>& results,
                                   std::string_view done_word);

// Writes one report file a step: its id goes before the ending of `path`.
base::Status write_step_reports(const Invocation& call, const std::optional<std::string>& path,
                                const std::vector<StepResult>& results);

}  // namespace whimbrel::cli
