#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/read_options.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// Reads one BSON document, which must fill `bytes` exactly, as an object. Every type, duplicate
// names and the order of fields are kept. Positions stand for the names of array elements, option
// letters of regular expressions are sorted, and a Decimal128 NaN loses sign and payload, as the
// BSON specification has it.
//
// invalid_data with byte offset and field when the bytes are no such document, hold text that is
// not UTF-8, or go beyond a bound of `options`.
base::Result<Value> decode_bson(std::span<const std::uint8_t> bytes,
                                const ReadOptions& options = {});
base::Result<Value> decode_bson(std::string_view bytes, const ReadOptions& options = {});

// Appends `document`, which must be an object, as a BSON document; same value, same bytes. A
// decimal is written when Decimal128 holds its number exactly, if need be with more or fewer zeros.
// unsupported, naming the field, for decimals beyond that, sets and uint256, which BSON lacks.
// invalid_data for text that is not UTF-8, a NUL in a name or a regular expression, a document of
// 2 GiB, and nesting deeper than `depth_max`. On failure `out` is as it was.
base::Status encode_bson(const Value& document, std::string& out,
                         std::size_t depth_max = default_depth_max);

}  // namespace whimbrel::model
