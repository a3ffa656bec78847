#pragma once

#include <string>
#include <vector>

#include "whimbrel/engine/sequence/sequence_step.hpp"

// What does not fit, each found on its own and told with both of its sides.
namespace whimbrel::engine {

SequenceProblem duplicate_problem(const SequenceMember& first, const SequenceMember& second);

// `circle` as DependencyOrder has it.
SequenceProblem circle_problem(const std::vector<std::string>& circle);

// Of steps whose order and states are known.
std::vector<SequenceProblem> step_problems(const std::vector<SequenceStep>& steps);

}  // namespace whimbrel::engine
