#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/recipes/change/joined_rows.hpp"

// Rows of a join in other people's files. invalid_data, naming the line or the element.
namespace whimbrel::recipes {

// One list of objects, as JSON or Extended JSON.
base::Status gather_json(std::string_view text, JoinedRows& rows);
// One object a line.
base::Status gather_json_lines(std::string_view text, JoinedRows& rows);
// The first line names the columns; every value is text.
base::Status gather_csv(std::string_view text, JoinedRows& rows);

}  // namespace whimbrel::recipes
