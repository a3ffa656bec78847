#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/journal/journal_entry.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Appends the items that `entries` name, as they are now, to `page`, each collection with one call,
// and gives for each entry where its item stands in the page; nullopt where there is none.
base::Result<std::vector<std::optional<std::size_t>>> read_entry_items(
    stores::Session& session, std::span<const JournalEntry> entries, stores::Page& page);

// Whether both name the same item.
inline bool same_item(const JournalEntry& a, const JournalEntry& b) noexcept {
  return a.key == b.key && a.collection == b.collection;
}

// How many entries from the first on were written together: 1 for one of its own.
std::size_t entry_group_size(std::span<const JournalEntry> entries) noexcept;

}  // namespace whimbrel::engine
