#pragma once

#include <optional>
#include <string>
#include <vector>

#include "whimbrel/cli/application.hpp"

namespace whimbrel::cli {

// The verb that whimbrel starts itself as, to evaluate jq in a process of its own. Not among
// all_verbs(), as it is not for people: it reads no settings, so that it is there at once and no
// broken .env keeps it from answering. nullopt when the arguments ask for another verb; else its
// exit code.
std::optional<int> run_jq_worker_verb(const std::vector<std::string>& arguments,
                                      const Streams& streams);

}  // namespace whimbrel::cli
