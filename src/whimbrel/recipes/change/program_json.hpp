#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/value.hpp"

// Items as jq and programs see them: plain JSON for text, booleans, null, lists, objects and the
// numbers that a double holds exactly; Extended JSON ({"$date": …}, {"$numberDecimal": …}) for all
// else, so that no type is lost on the way.
namespace whimbrel::recipes {

// Appends one line without a line end. invalid_data, naming the field, for a name that stands twice
// in one object, because a program would see only one of them, and for text that is not UTF-8.
base::Status write_program_json(const model::Value& value, std::string& out);

// What a program answered. Plain numbers are of the type that Extended JSON gives them.
base::Result<model::Value> read_program_json(std::string_view line);

// The answer with the types of what it answers to: a number keeps the type that the number in its
// place had, if that type holds it exactly, and one that is the same number is the same value. So
// what no program touched is equal again, field by field. `sent` null: there was nothing.
model::Value with_types_of(model::Value answer, const model::Value* sent);

}  // namespace whimbrel::recipes
