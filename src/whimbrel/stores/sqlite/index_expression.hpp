#pragma once

#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/path.hpp"

// The SQL that indexes and the lookups in them have in common: SQLite takes an index for a query
// only when both spell an expression the same.
namespace whimbrel::stores::sqlite {

// json_extract(item,'$.status'): what a user of the sqlite3 shell writes, too. unsupported for a
// name with a quote in it, which SQLite's paths cannot spell.
base::Result<std::string> value_expression(const model::Path& field);

// Whether an index on these fields can find items by a text: one top-level field with a plain name.
bool answers_for_text(const std::vector<model::Path>& fields);

// The items for which the value in such an index says too little: lists, which match by their
// elements, typed values such as symbols, and names that may be spelled with escapes, which SQLite
// does not take for the same name.
std::string others_condition(const model::Path& field);

}  // namespace whimbrel::stores::sqlite
