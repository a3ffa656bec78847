#pragma once

#include <functional>
#include <string>

#include "whimbrel/engine/pinned_inputs.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::packs::sparta {

using ItemLook = std::function<void(const model::ItemView& item)>;

// Reads a table from end to end, item by item. not_found when there is no such table; invalid_data,
// naming the key, for an item that is not well-formed, because what is concluded from a part of a
// table may be wrong; cancelled.
base::Status read_table(const engine::PinContext& context, const std::string& table,
                        const ItemLook& look);

// The same for a table that may be absent: then there is nothing to look at.
base::Status read_table_if_there(const engine::PinContext& context, const std::string& table,
                                 const ItemLook& look);

// The text of the field; empty when it is missing or no text.
std::string text_at(const model::ItemView& item, const model::Path& path);

}  // namespace whimbrel::packs::sparta
