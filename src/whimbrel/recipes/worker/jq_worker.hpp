#pragma once

namespace whimbrel::recipes {

// The body of a jq worker process, `whimbrel jq-worker`: JqClient talks to it. Reads from
// `input_descriptor` one line with a JSON object {"expressions": […], "seconds_max": N}, then
// requests "INDEX JSON", one a line; writes an answer a line: the one JSON value, or "!" and the
// reason as a JSON string. Ends at the end of its input, and by SIGALRM when one request takes
// longer than seconds_max, for the case that nobody is left to kill it. Gives the exit code; says
// why on standard error when it is not 0.
int run_jq_worker(int input_descriptor, int output_descriptor);

}  // namespace whimbrel::recipes
