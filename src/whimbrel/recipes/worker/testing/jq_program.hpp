#pragma once

#include <cstdlib>

namespace whimbrel::recipes::testing {

// A test that includes this evaluates jq: own_jq_command() finds the program that was built for it.
inline const bool jq_program_is_known =
    ::setenv("WHIMBREL_JQ_WORKER", WHIMBREL_JQ_WORKER_PROGRAM, 1) == 0;

}  // namespace whimbrel::recipes::testing
