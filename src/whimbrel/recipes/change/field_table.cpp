#include "whimbrel/recipes/change/field_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {

bool are_nested(const model::Path& a, const model::Path& b) {
  const std::size_t common = std::min(a.segments().size(), b.segments().size());
  const auto end = a.segments().begin() + static_cast<std::ptrdiff_t>(common);
  return std::equal(a.segments().begin(), end, b.segments().begin());
}

std::vector<FieldRow> read_field_table(const Node& node, std::string_view kind,
                                       std::string_view example, Findings& findings) {
  std::vector<FieldRow> rows;
  if (!node.is_map() || node.entries().empty()) {
    wrong_type(node, kind, "fields, each with what to do", fmt::format("write {}", example),
               findings);
    return rows;
  }
  for (const NodeEntry& entry : node.entries()) {
    auto path = read_path(entry.key, fmt::format("a field of {}", kind), findings);
    if (!path) continue;
    for (const FieldRow& row : rows)
      if (are_nested(row.path, *path))
        findings.error(
            "overlapping-fields", entry.key.place(),
            fmt::format("{} changes {} and {}, one inside the other", kind, row.path.text(),
                        path->text()),
            fmt::format("write two steps, each with its own {}: they are done in order", kind));
    rows.push_back({*std::move(path), &entry.value, entry.key.place()});
  }
  return rows;
}

void wrong_choice(const Node& node, std::string_view what, std::string_view expected,
                  std::string remedy, Findings& findings) {
  const bool has_word = node.is_scalar() && !node.text().empty();
  findings.error("bad-value", node.place(),
                 fmt::format("{} must be {}, and this is {}", what, expected,
                             has_word ? std::string_view(node.text()) : node.kind_name()),
                 std::move(remedy));
}

}  // namespace whimbrel::recipes
