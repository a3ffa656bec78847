#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/read_options.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// JSON as RFC 8259 has it, for jq, programs and other people's files. Objects keep the order of
// their fields and duplicate names; no number loses a digit:
//   5, -3e0           int32 or int64 when it fits, else decimal; what counts is a power of ten of 0
//   0.5, 1e-7, 15.0   double, when its shortest text has these very digits and exponent
//   1.50, 1e3, 1e400  decimal, digits and exponent kept
// So the value read from write_plain_json's text is the value that was read from the first text.
//
// invalid_data with line, column and field when the text is not one JSON value in UTF-8 within the
// bounds of `options`.
base::Result<Value> read_plain_json(std::string_view text, const ReadOptions& options = {});

// Appends `value` as compact JSON. Types widen when read back: an int64 that fits 32 bits becomes
// int32, a uint256 or whole decimal an integer. unsupported, naming the field, for what JSON has no
// form for: infinities, NaN, dates, binary data, ObjectIds, sets and the rest of BSON (write
// Extended JSON for these). invalid_data for text that is not UTF-8 and for nesting deeper than
// `depth_max`. On failure `out` is as it was.
base::Status write_plain_json(const Value& value, std::string& out,
                              std::size_t depth_max = default_depth_max);

}  // namespace whimbrel::model
