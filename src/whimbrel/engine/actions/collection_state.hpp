#pragma once

#include <optional>
#include <string_view>

#include "whimbrel/stores/store.hpp"

// What actions ask of a store before they change its shape.
namespace whimbrel::engine {

base::Result<bool> has_collection(stores::Store& store, std::string_view collection);
// not_found when there is no such collection.
base::Result<bool> is_empty(stores::Store& store, std::string_view collection);

// nullopt when the collection has no such index; not_found when there is no such collection.
base::Result<std::optional<stores::IndexSpec>> find_index(stores::Store& store,
                                                          std::string_view collection,
                                                          std::string_view name);

// What prepare() notes of the world before an action: what was not there, or was, is the action's
// to undo, or is not.
inline constexpr std::string_view memo_absent = "absent";
inline constexpr std::string_view memo_present = "present";

}  // namespace whimbrel::engine
