#pragma once

#include <optional>
#include <string_view>

#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/model/value.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

struct Query {
  model::Value value;
  model::Filter filter;
};

// Compiles a query in MongoDB's language. What is wrong is found at the operator or value that is
// to blame, however deep, and in every part of the query at once. `what` names it: "where".
std::optional<Query> read_query(const Node& node, std::string_view what, Findings& findings);

}  // namespace whimbrel::recipes
