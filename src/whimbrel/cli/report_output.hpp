#pragma once

#include <optional>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/verb.hpp"
#include "whimbrel/engine/run_report.hpp"

namespace whimbrel::cli {

// Declares --report FILE.
void declare_report_file(OptionSet& options, std::optional<std::string>& path);

// usage when the name tells no format (.html, .json, .txt): before anything is done.
base::Status check_report_file(const std::optional<std::string>& path);

// Writes the report of a preview or run where it was asked for, in the format of the file's name.
base::Status write_report_file(const Invocation& call, const std::optional<std::string>& path,
                               const engine::Plan& plan);
base::Status write_report_file(const Invocation& call, const std::optional<std::string>& path,
                               const engine::RunReport& report);

// The exit code and failure of a run, and its report as the result, as tell_report gives them.
Outcome outcome_of(const engine::RunReport& report);

// Prints what a run came to, writes the file, and answers with the run's exit code: 0 done, 1
// failed or taken back although it should be applied, 4 with items left alone, 130 paused.
base::Result<Outcome> tell_report(const Invocation& call, const engine::RunReport& report,
                                  const std::optional<std::string>& path);

}  // namespace whimbrel::cli
