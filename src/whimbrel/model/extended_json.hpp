#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/read_options.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

enum class ExtendedJsonMode {
  canonical,  // every type spelled out: what is read back is the same value
  relaxed,    // plain integers and doubles, ISO dates from 1970 to 9999: easy on the eyes; an int64
              // that fits 32 bits is read back as int32, everything else as itself
};

// MongoDB Extended JSON v2, with carriers of our own for what it lacks; docs/formats/
// extended-json.md has them all.
//
// Reads canonical, relaxed and the legacy spellings of mongoexport ($binary with $type, $regex with
// $options, plain numbers in $date), whatever the mode. Plain numbers become int32, int64 or double
// as the specification says, and decimal where those would lose a digit. Duplicate names and their
// order are kept. An object with the name of a type wrapper that is no valid wrapper is an error,
// as in MongoDB's own libraries.
//
// invalid_data with line, column and field when the text is not one such value within the bounds of
// `options`.
base::Result<Value> read_extended_json(std::string_view text, const ReadOptions& options = {});

// Appends `value` as compact Extended JSON; same value, same bytes. invalid_data, naming the field,
// for text that is not UTF-8 and for JSON nested deeper than `depth_max`. On failure `out` is as it
// was.
base::Status write_extended_json(const Value& value, ExtendedJsonMode mode, std::string& out,
                                 std::size_t depth_max = default_depth_max);

}  // namespace whimbrel::model
