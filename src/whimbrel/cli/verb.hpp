#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/option_set.hpp"

// How to add a verb: derive Verb in a file of its own, named as it is called, declare its factory
// in verbs.hpp and list it in verbs.cpp. Options, help, settings, errors, exit codes and --json
// come from here.
namespace whimbrel::cli {

class Invocation;

struct VerbInfo {
  std::string_view name;      // one or two words: "up", "backup create"
  std::string_view group;     // in the list of verbs
  std::string_view summary;   // one line: "apply a migration"
  std::string_view details;   // what it does and does not, a few lines
  std::string_view examples;  // commands to copy, one a line
};

// What a verb that did its work came to.
struct Outcome {
  // One JSON value: what --json prints as "result". Empty: null.
  std::string result_json;
  int exit_code = 0;
  // What was refused or went wrong although there is a result to show; its kind gives the exit
  // code.
  std::optional<base::Error> failure = std::nullopt;
};

// One thing an operator can ask for. Made for one use: it holds its own options.
class Verb {
 public:
  virtual ~Verb() = default;

  virtual const VerbInfo& info() const = 0;
  virtual void declare(OptionSet& options) = 0;
  // Prints for people through `call` and answers for programs.
  virtual base::Result<Outcome> run(Invocation& call) = 0;
};

}  // namespace whimbrel::cli
