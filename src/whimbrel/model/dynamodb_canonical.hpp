#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::model {

// DynamoDB keeps neither the order of a map's members nor that of a set, so one item may come back
// spelled in many ways. Of those the canonical form is the one that all equal items share, so that
// comparing, hashing and guarding bytes is comparing values:
//
//   - no blanks; members of the item and of every M in byte order of their names;
//   - SS in byte order, NS in the order of its numbers, BS in byte order of its base64;
//   - strings escaped as append_json_string does, N as append_dynamodb_number spells it.

// Appends the canonical form of `json`, one item as DynamoDB's JSON has it. invalid_data with the
// byte offset when it is none: also for a set that is empty or has a member twice, a name that
// stands twice, a number beyond DynamoDB's range, base64 that is none, and nesting past
// default_depth_max. On an error `out` is as before. A few microseconds for an item of 1 KB; no
// tree is built.
base::Status canonical_dynamodb_item(std::string_view json, std::string& out);

// The same for one typed value, {"S":"x"}, that stands `depth` names deep in its item.
base::Status canonical_dynamodb_value(std::string_view json, std::string& out,
                                      std::size_t depth = 1);

}  // namespace whimbrel::model
