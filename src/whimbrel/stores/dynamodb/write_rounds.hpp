#pragma once

#include <span>
#include <vector>

#include "whimbrel/stores/item_write.hpp"

namespace whimbrel::stores::dynamodb {

// Where the writes of a call are cut so that what is done side by side never meets: in each round
// no item is written twice. Groups stay whole. Gives where each round begins, and the end.
std::vector<std::size_t> write_rounds(std::span<const ItemWrite> writes);

}  // namespace whimbrel::stores::dynamodb
