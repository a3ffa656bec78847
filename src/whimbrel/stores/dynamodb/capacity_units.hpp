#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace whimbrel::stores::dynamodb {

// What DynamoDB counts as the size of an item in canonical form: names, and values by their type. A
// number's size is known to AWS only roughly, so this is good for estimates.
std::size_t counted_item_bytes(std::string_view canonical_item);

enum class ReadMode : std::uint8_t { eventually_consistent, consistent, transactional };

// Units of one read of so many bytes: of one item, or of all that a page of a scan looked at.
double read_units(std::size_t bytes, ReadMode mode) noexcept;

// Units of writing one item; of an update, by the larger of the item before and after. Writes in a
// transaction cost twice; indexes that hold the item cost their own.
double write_units(std::size_t item_bytes, bool in_transaction) noexcept;

}  // namespace whimbrel::stores::dynamodb
