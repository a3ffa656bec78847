#pragma once

#include <optional>
#include <string>

namespace whimbrel::recipes {

// What jq says of an expression that does not compile.
struct JqProblem {
  std::string message;        // "foo/0 is not defined"
  int line = 1;               // in the expression, from 1
  std::optional<int> column;  // from 1; jq tells only the line, so it is known for names alone
};

// Compiles the expression in this process; nullopt when it is right. About 20 ms. Thread-safe.
std::optional<JqProblem> check_jq(const std::string& expression);

}  // namespace whimbrel::recipes
