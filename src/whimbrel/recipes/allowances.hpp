#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/recipes/document/findings.hpp"

namespace whimbrel::recipes {

// Lines of a recipe where a comment says that a warning is meant so.
struct Allowance {
  std::string code;
  int first_line = 0;
  int last_line = 0;

  bool covers(const Finding& finding) const {
    return finding.code == code && finding.place.line >= first_line &&
           finding.place.line <= last_line;
  }
};

// Reads `# whimbrel: allow code, code`. Behind something it is about that line; on a line of its
// own, about the entry below it with all that is indented under it.
std::vector<Allowance> read_allowances(std::string_view text);

}  // namespace whimbrel::recipes
