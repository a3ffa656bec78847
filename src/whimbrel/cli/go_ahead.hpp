#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"

namespace whimbrel::cli {

class OptionSet;

// The two locks before a change of live data: --confirm on the command line, and a yes, which --yes
// gives beforehand.
struct GoAhead {
  bool confirmed = false;
  bool yes = false;

  void declare(OptionSet& options);

  // ok when the change may begin. refused otherwise, telling what is missing; cancelled when
  // interrupted at the question. A dry run needs no leave.
  base::Status ask(const Invocation& call, std::string_view question) const;
};

}  // namespace whimbrel::cli
