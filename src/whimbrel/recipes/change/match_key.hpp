#pragma once

#include <string>

#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/value.hpp"

// A value as something to look up: the same text for values that a person calls the same. Numbers
// of all types are the same by value; all else is the same only with its type.
namespace whimbrel::recipes {

// Replaces `key`. False for what nothing can be looked up by: too deep, or text that is no UTF-8.
bool write_match_key(const model::Value& value, std::string& key);

// The same of a value in an item's own encoding; text and whole numbers build no tree.
bool write_match_key(model::RawValue raw, const model::ItemView& reader,
                     const model::ItemCodec& codec, std::string& key);

}  // namespace whimbrel::recipes
