#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine::testing {

using Items = std::map<std::string, std::string>;  // by key

// Item number `number` of about 450 bytes, keyed by an ObjectId that depends on nothing else.
std::string sample_item(std::uint64_t number);
std::string sample_key(std::uint64_t number);

stores::CollectionSpec sample_collection(std::string name);

// Makes the collection and puts items 0 to count-1 into it. A failure fails the running test.
void fill(stores::Store& store, const std::string& collection, std::uint64_t count);

// All items of a collection; empty when there is none.
Items items_of(stores::Store& store, const std::string& collection);

// Puts an item there, whatever was before.
void put_item(stores::Store& store, const std::string& collection, std::string_view key,
              std::string_view item);

}  // namespace whimbrel::engine::testing
