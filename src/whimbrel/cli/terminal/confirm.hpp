#pragma once

#include <string_view>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/terminal/terminal.hpp"

namespace whimbrel::cli {

// Asks a yes-or-no question on `terminal` and reads the answer, a line, from `input_descriptor`:
// y or yes is true; n, no, nothing or the end of input is false; anything else is asked again, a
// few times. cancelled when `cancellation` is requested meanwhile (a signal must interrupt reads).
base::Result<bool> confirm(Terminal& terminal, int input_descriptor, std::string_view question,
                           const base::Cancellation& cancellation);

}  // namespace whimbrel::cli
