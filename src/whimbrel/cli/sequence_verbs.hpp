#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/verb.hpp"

// `up` and `down` of several migrations.
namespace whimbrel::cli {

// Applies all that is pending, or with `last` (an id or the beginning of one) up to that one, in
// order. Refused as a whole, before anything is written, when something does not fit.
base::Result<Outcome> up_all(Invocation& call, const GoAhead& go_ahead,
                             const std::optional<std::string>& last, std::uint64_t jobs,
                             const std::optional<std::string>& report_path);

// Takes back all that was applied behind `kept`, the last one first.
base::Result<Outcome> down_to(Invocation& call, const GoAhead& go_ahead, const std::string& kept,
                              const std::optional<std::string>& report_path);

}  // namespace whimbrel::cli
