#include "whimbrel/cli/jq_worker_verb.hpp"

#include "whimbrel/recipes/worker/jq_worker.hpp"

namespace whimbrel::cli {

std::optional<int> run_jq_worker_verb(const std::vector<std::string>& arguments,
                                      const Streams& streams) {
  if (arguments.size() != 1 || arguments.front() != "jq-worker") return std::nullopt;
  return recipes::run_jq_worker(streams.input, streams.output);
}

}  // namespace whimbrel::cli
