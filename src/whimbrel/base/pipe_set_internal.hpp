#pragma once

#include <sys/types.h>

#include "whimbrel/base/child_process.hpp"

namespace whimbrel::base {

// The ends of a program's three pipes: ours are non-blocking, all are closed on exec.
struct PipeSet {
  OwnedDescriptor child_input, input;
  OwnedDescriptor output, child_output;
  OwnedDescriptor error, child_error;

  static Result<PipeSet> open();
};

// Starts the program with the child's ends as its standard streams.
Result<pid_t> spawn_program(const ProgramSpec& spec, const PipeSet& pipes);

}  // namespace whimbrel::base
