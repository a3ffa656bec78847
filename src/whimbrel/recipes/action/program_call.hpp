#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/run_program.hpp"
#include "whimbrel/engine/action.hpp"
#include "whimbrel/recipes/action/action_compiler.hpp"

namespace whimbrel::recipes {

// A program as a recipe has it.
struct ProgramCall {
  std::vector<std::string> arguments;
  std::string folder;
  std::int64_t timeout_ms = 60'000;

  // "./make.sh --fast"
  std::string description() const;
};

// `[./make.sh, --fast]`, `./make.sh`, or `{ sh: "a | b" }`. `what` names it in messages.
std::optional<ProgramCall> read_program_call(const Node& node, std::string_view what,
                                             const ActionCompileContext& context,
                                             Findings& findings);

// The digest of the program's own file, when it is one of the user's: part of the recipe's
// checksum.
std::string digest_of_program(const ProgramCall& call, const ActionCompileContext& context);

// Runs it to its end. What it prints is of no interest. Errors of base::run_program.
base::Result<base::ProgramResult> run_program_call(const ProgramCall& call,
                                                   const engine::ActionContext& context);

// "./make.sh exited with 3: cannot connect", for one that failed.
base::Error error_of_program(const ProgramCall& call, const base::ProgramResult& result);

}  // namespace whimbrel::recipes
