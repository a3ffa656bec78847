#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/field_type.hpp"

namespace whimbrel::engine {

// Of what types the key fields of an item are, for a collection that is made for items like it.
// Empty when all are texts, as a collection's key_types are. What is neither number nor bytes
// counts as text: whether it can be a key is for the store to say. invalid_data when it is no item.
base::Result<std::vector<stores::FieldType>> key_types_of(const model::ItemCodec& codec,
                                                          std::string_view item,
                                                          std::span<const model::Path> key_fields);

}  // namespace whimbrel::engine
