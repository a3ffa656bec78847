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
  std::string digest;  // SHA-256 (hex) over keys and items in key order
};

// Reads it from end to end. not_found when there is no such collection; cancelled.
base::Result<CollectionContent> read_content(stores::Store& store, std::string_view collection,
                                             const base::Cancellation& cancellation);

}  // namespace whimbrel::recipes
