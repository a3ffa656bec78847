#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/option_set.hpp"
#include "whimbrel/cli/verb.hpp"

namespace whimbrel::cli {

// What the words of a command line ask for.
struct HelpAsked {
  std::string text;
};
struct VerbAsked {
  std::unique_ptr<Verb> verb;
  std::vector<std::string> arguments;  // behind the verb's words
};

// Reads the verb off the front. usage with the nearest names when there is none such; `arguments`
// are without the program's name.
base::Result<std::variant<HelpAsked, VerbAsked>> read_verb(std::vector<std::string> arguments);

// Reads a verb's arguments into `options`. The help's text when that is asked for; usage, naming
// the option and what it takes, when they do not fit.
base::Result<std::optional<HelpAsked>> read_arguments(const VerbInfo& verb, OptionSet& options,
                                                      std::vector<std::string> arguments);

}  // namespace whimbrel::cli
