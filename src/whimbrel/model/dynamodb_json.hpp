#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/read_options.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

struct DynamoDbOptions {
  // Keep values that DynamoDB has no type for, as {"M":{"$whimbrel":{"S":"<Extended JSON>"}}},
  // instead of refusing them; and read such maps back as what they carry.
  bool carry_unsupported = false;
  ReadOptions limits;
};

// DynamoDB's JSON, in which every value names its type: {"S":"x"}, {"N":"1.5"}, B, SS, NS, BS, M,
// L, NULL, BOOL. An N becomes a decimal with its digits and exponent, so that text as the service
// spells it (all digits, no exponent) is written back as the same text. B becomes binary of subtype
// 0. int32, int64, double and uint256 are written as N too, and read back as decimal.

// Reads one value, `{"S":"x"}`. invalid_data with line, column and field when the text is no such
// value: also for numbers past 38 digits or outside 1E-130 to 9.99E+125, empty sets, members or
// names that stand twice, and beyond the limits of `options`.
base::Result<Value> read_dynamodb_value(std::string_view text, const DynamoDbOptions& options = {});

// Reads one item, `{"id":{"S":"x"},"count":{"N":"1"}}`, as an object. Errors as above.
base::Result<Value> read_dynamodb_item(std::string_view text, const DynamoDbOptions& options = {});

// Appends one value. unsupported, naming the field, for what DynamoDB cannot hold: numbers outside
// its range or precision, NaN, infinities, empty sets, members or names that stand twice, binary
// subtypes, dates, ObjectIds and the rest of BSON; with carry_unsupported these are carried.
// invalid_data for text that is not UTF-8 and nesting beyond the depth limit. On failure `out` is
// as it was.
base::Status write_dynamodb_value(const Value& value, std::string& out,
                                  const DynamoDbOptions& options = {});

// Appends `item`, which must be an object without names that stand twice, as an item. Errors as
// above.
base::Status write_dynamodb_item(const Value& item, std::string& out,
                                 const DynamoDbOptions& options = {});

}  // namespace whimbrel::model
