#pragma once

#include <optional>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/cli/sequence_plan.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/engine/run_report.hpp"

namespace whimbrel::cli {

// What became of one of several migrations.
struct StepResult {
  const engine::SequenceStep* step = nullptr;
  bool begun = false;
  // One of the two, once begun.
  std::optional<engine::RunReport> report;
  std::optional<base::Error> error;

  // It ended as it should; items may have been left alone.
  bool succeeded() const;
};

// Applies what was planned, up to `jobs` at a time where they are independent, each as a run of its
// own. After the first that fails no further one begins; those that run go on to their end. A plan
// that has grown old is held against the data again.
std::vector<StepResult> apply_steps(const Invocation& call, SequenceContext& context,
                                    const std::vector<PlannedStep>& planned,
                                    const engine::RunOptions& options, std::size_t jobs);

// Takes the newest run of each back, one after the other, until one fails.
std::vector<StepResult> take_back_steps(const Invocation& call, SequenceContext& context,
                                        const engine::Sequence::Steps& steps,
                                        const engine::RunOptions& options);

}  // namespace whimbrel::cli
