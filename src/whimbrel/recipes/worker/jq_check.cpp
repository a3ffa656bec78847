#include "whimbrel/recipes/worker/jq_check.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "whimbrel/recipes/worker/jq_engine_internal.hpp"

namespace whimbrel::recipes {
namespace {

constexpr std::string_view prefix = "jq: error: ";
constexpr std::string_view line_mark = " at <top-level>, line ";
constexpr std::string_view shell_hint = " (Unix shell quoting issues?)";
constexpr std::string_view undefined_mark = " is not defined";

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view line_of(std::string_view text, int line) {
  for (; line > 1; --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return text.substr(0, text.find('\n'));
}

// Where "foo/0 is not defined" or "$x is not defined" finds its name in the line.
std::optional<int> column_of(std::string_view message, std::string_view line) {
  const std::size_t end = message.find(undefined_mark);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view name = message.substr(0, std::min(message.find('/'), end));
  for (std::size_t at = line.find(name); at != std::string_view::npos;
       at = line.find(name, at + 1)) {
    const std::size_t behind = at + name.size();
    if ((at == 0 || !is_name_char(line[at - 1])) &&
        (behind == line.size() || !is_name_char(line[behind])))
      return static_cast<int>(at) + 1;
  }
  return std::nullopt;
}

// "jq: error: foo/0 is not defined at <top-level>, line 1:\n.a | foo".
JqProblem problem_in(std::string_view errors, std::string_view expression) {
  JqProblem problem;
  if (errors.starts_with(prefix)) errors.remove_prefix(prefix.size());
  std::string_view message = errors.substr(0, errors.find('\n'));
  if (const std::size_t mark = message.find(line_mark); mark != std::string_view::npos) {
    const std::string_view number = message.substr(mark + line_mark.size());
    std::from_chars(number.data(), number.data() + number.size(), problem.line);
    message = message.substr(0, mark);
  }
  if (message.ends_with(shell_hint)) message.remove_suffix(shell_hint.size());
  problem.message = message.empty() ? "jq does not take it" : std::string(message);
  problem.column = column_of(message, line_of(expression, problem.line));
  return problem;
}

// Whether it may be all comments and definitions: those compile alone, as jq's identity.
bool may_have_no_body(std::string_view expression) {
  const std::size_t last = expression.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos || expression[last] == ';' ||
         expression.find('#') != std::string_view::npos;
}

}  // namespace

std::optional<JqProblem> check_jq(const std::string& expression) {
  if (expression.find('\0') != std::string::npos) return JqProblem{"holds a zero byte", 1, {}};
  JqEngine engine;
  if (!engine.compile(expression)) return problem_in(engine.errors(), expression);
  if (may_have_no_body(expression) && !engine.compile("(" + expression + "\n)"))
    return JqProblem{"gives no value: it is empty or only defines functions", 1, {}};
  return std::nullopt;
}

}  // namespace whimbrel::recipes
