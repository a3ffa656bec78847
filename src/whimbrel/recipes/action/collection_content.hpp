#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::recipes {

// What a collection holds, for telling whether it is still the same.
struct CollectionContent {
  std::uint64_t items = 0;
  // Hex, of keys and items, whatever their order: a store may give them in another one when they
  // were put back.
  std::string digest;
};

// Reads it from end to end. not_found when there is no such collection; cancelled.
base::Result<CollectionContent> read_content(stores::Store& store, std::string_view collection,
                                             const base::Cancellation& cancellation);

}  // namespace whimbrel::recipes
