#include "whimbrel/recipes/allowances.hpp"

#include <algorithm>
#include <cstddef>

namespace whimbrel::recipes {
namespace {

constexpr std::string_view allow_mark = "# whimbrel: allow ";

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::size_t indent_of_line(std::string_view line) {
  return std::min(line.find_first_not_of(" \t\r"), line.size());
}

bool is_blank_or_comment(std::string_view line) {
  const auto indent = indent_of_line(line);
  return indent == line.size() || line[indent] == '#';
}

std::vector<std::string> codes_in(std::string_view text) {
  std::vector<std::string> codes;
  constexpr std::string_view separators = ", \t\r";
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
    if (text.empty()) return codes;
    const auto end = std::min(text.find_first_of(separators), text.size());
    codes.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

// The entry below the comment at `at`: its first and last line, as positions.
std::pair<std::size_t, std::size_t> entry_below(const std::vector<std::string_view>& lines,
                                                std::size_t at) {
  std::size_t first = at + 1;
  while (first < lines.size() && is_blank_or_comment(lines[first])) ++first;
  if (first == lines.size()) return {at, at};
  std::size_t last = first;
  for (std::size_t i = first + 1; i < lines.size(); ++i) {
    if (is_blank_or_comment(lines[i])) continue;
    if (indent_of_line(lines[i]) <= indent_of_line(lines[first])) break;
    last = i;
  }
  return {first, last};
}

}  // namespace

std::vector<Allowance> read_allowances(std::string_view text) {
  std::vector<Allowance> allowances;
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto mark = lines[i].find(allow_mark);
    if (mark == std::string_view::npos) continue;
    const bool stands_alone = indent_of_line(lines[i]) == mark;
    const auto [first, last] = stands_alone ? entry_below(lines, i) : std::pair{i, i};
    for (std::string& code : codes_in(lines[i].substr(mark + allow_mark.size())))
      allowances.push_back(
          {std::move(code), static_cast<int>(first) + 1, static_cast<int>(last) + 1});
  }
  return allowances;
}

}  // namespace whimbrel::recipes
