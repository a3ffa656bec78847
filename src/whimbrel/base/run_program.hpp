#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/child_process.hpp"

namespace whimbrel::base {

struct ProgramResult {
  ExitStatus status;
  std::string output;  // what it printed
  std::string error;   // the end of what it wrote to its standard error
};

struct ProgramLimits {
  std::int64_t timeout_ms = 60'000;
  std::size_t output_bytes_max = std::size_t{1} << 20;
};

// Runs a program to its end: gives it `input`, gathers what it prints. Whatever it exits with is a
// result. What it left running in its process group is ended with it.
//
// unavailable when it ran longer than the limit and was killed; refused when it printed more than
// the limit and was killed; cancelled; errors of ChildProcess::start.
Result<ProgramResult> run_program(const ProgramSpec& spec, std::string_view input,
                                  const ProgramLimits& limits, const Cancellation& cancellation);

}  // namespace whimbrel::base
