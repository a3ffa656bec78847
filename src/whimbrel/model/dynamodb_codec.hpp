#pragma once

#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::model {

// The codec of DynamoDB tables, "dynamodb-json": an item is DynamoDB's own JSON,
// {"id":{"S":"x"},"n":{"N":"5"}}, in canonical form (dynamodb_canonical.hpp): equal items have
// equal bytes. A static; share between threads.
//
// Encoding writes every number as N and refuses, as unsupported, what DynamoDB has no type for (see
// dynamodb_json.hpp). Decoding gives a decimal for N. Items have no order of fields but that of
// their names, so one that comes back has its fields sorted.
//
// Keys: S as text, N as the smallest of int32, int64 and decimal that holds it, B as binary. The
// same number has one key, however it is spelled.
const ItemCodec& dynamodb_codec();

}  // namespace whimbrel::model
