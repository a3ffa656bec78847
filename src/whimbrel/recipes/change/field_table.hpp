#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "whimbrel/model/path.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

// A field and what a change says about it; points into the document.
struct FieldRow {
  model::Path path;
  const Node* spec = nullptr;
  Place place;
};

// Whether one path is the other or leads into its value.
bool are_nested(const model::Path& a, const model::Path& b);

// Reads `{ field: …, other.field: … }`. Findings for what is no such map, for an empty one, for a
// key that is no path, and for fields inside one another, whose order would count.
std::vector<FieldRow> read_field_table(const Node& node, std::string_view kind,
                                       std::string_view example, Findings& findings);

// What a node must be is one of a few words or forms, and it is not: one finding (code
// "bad-value").
void wrong_choice(const Node& node, std::string_view what, std::string_view expected,
                  std::string remedy, Findings& findings);

}  // namespace whimbrel::recipes
