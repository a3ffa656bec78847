#include "whimbrel/recipes/change/jq_source.hpp"

#include <fmt/format.h>

#include <array>

#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/recipes/worker/jq_check.hpp"

namespace whimbrel::recipes {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// As a function's name, not as a field (.now) or a variable ($now), nor inside of text.
bool calls(std::string_view expression, std::string_view name) {
  bool in_text = false;
  for (std::size_t at = 0; at < expression.size(); ++at) {
    if (expression[at] == '\\') {
      ++at;
      continue;
    }
    if (expression[at] == '"') in_text = !in_text;
    if (in_text || expression.substr(at, name.size()) != name) continue;
    const char before = at == 0 ? ' ' : expression[at - 1];
    const std::size_t end = at + name.size();
    const char after = end < expression.size() ? expression[end] : ' ';
    if (!is_word(before) && before != '.' && before != '$' && !is_word(after)) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> read_jq(const Node& node, std::string_view what, Findings& findings) {
  auto expression = read_text(node, fmt::format("jq of {}", what), findings);
  if (!expression) return std::nullopt;
  const auto problem = check_jq(*expression);
  if (!problem) return expression;
  const bool has_lines = expression->find('\n') != std::string::npos;
  std::string where;
  if (has_lines) where = fmt::format(" in line {} of the expression", problem->line);
  if (problem->column)
    where += fmt::format("{} at character {}", where.empty() ? "" : ",", *problem->column);
  findings.error("bad-jq", node.place(),
                 fmt::format("jq cannot read the expression{}: {}", where, problem->message),
                 "try it with `jq` on a file with one item, then put it here in single quotes");
  return std::nullopt;
}

void lint_jq(std::string_view expression, const Place& place, Findings& findings) {
  constexpr std::array<std::string_view, 7> changing{
      "now", "localtime", "strflocaltime", "input", "inputs", "env", "input_line_number"};
  for (const std::string_view name : changing) {
    if (!calls(expression, name)) continue;
    findings.warn("jq-not-deterministic", place,
                  fmt::format("`{}` gives something else each time or on another machine, or "
                              "nothing at all: expressions see one item and the run's time only",
                              name),
                  "set a field to { now: true } in a step before and read that field in jq");
  }
}

}  // namespace whimbrel::recipes
