#pragma once

#include <string>
#include <string_view>

#include "whimbrel/cli/option_set.hpp"
#include "whimbrel/cli/verb.hpp"
#include "whimbrel/cli/verbs.hpp"

namespace whimbrel::cli {

// What `whimbrel --help` prints: the verbs, by group.
std::string program_help();
// What `whimbrel backup --help` prints: the verbs that begin with this word; empty when none does.
std::string group_help(std::string_view first_word);
// What `whimbrel VERB --help` prints.
std::string verb_help(const VerbInfo& verb, const OptionSet& options);

std::string first_example(const VerbInfo& verb);

}  // namespace whimbrel::cli
