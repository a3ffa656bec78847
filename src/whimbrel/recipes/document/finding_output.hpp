#pragma once

#include <string>
#include <string_view>

#include "whimbrel/recipes/document/findings.hpp"

// Findings as others read them. All of them end in a line end; none fails.
namespace whimbrel::recipes {

// For people: "a.yaml:7:3: error: unknown key wher (unknown-key)", the remedy indented below.
std::string findings_text(const Findings& findings);

// GitHub's workflow commands, one a line: the finding shows at its line in a pull request.
std::string findings_github(const Findings& findings);

// {"errors": 1, "warnings": 0, "findings": [{"severity", "code", "file", "line", "column",
// "message", "remedy"}]}
std::string findings_json(const Findings& findings);

// SARIF 2.1.0, as code scanning takes it; `version` is whimbrel's own.
std::string findings_sarif(const Findings& findings, std::string_view version);

}  // namespace whimbrel::recipes
