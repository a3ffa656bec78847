#pragma once

#include <span>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/key.hpp"
#include "whimbrel/stores/field_type.hpp"

namespace whimbrel::stores::dynamodb {

// An attribute of a table's key, as the table declares it.
struct KeyAttribute {
  std::string name;
  FieldType type = FieldType::text;
};

// Appends a key as DynamoDB takes it: {"validatorAddress":{"S":"0x1"},"slot":{"N":"5"}}. Reverses
// what key_of of the DynamoDB codec does; a number may be of any type. invalid_data when the key
// has not these attributes, or one of another type; `out` is as before then.
base::Status append_key_attributes(model::KeyView key, std::span<const KeyAttribute> attributes,
                                   std::string& out);

}  // namespace whimbrel::stores::dynamodb
