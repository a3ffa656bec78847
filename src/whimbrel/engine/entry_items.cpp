#include "whimbrel/engine/entry_items.hpp"

#include <algorithm>

namespace whimbrel::engine {
namespace {

std::vector<std::string_view> collections_of(std::span<const JournalEntry> entries) {
  std::vector<std::string_view> names;
  for (const JournalEntry& entry : entries) {
    const bool known =
        !names.empty() && (names.back() == entry.collection ||
                           std::find(names.begin(), names.end(), entry.collection) != names.end());
    if (!known) names.push_back(entry.collection);
  }
  return names;
}

bool inserts_only(std::span<const JournalEntry> entries, std::string_view collection) {
  return std::all_of(entries.begin(), entries.end(), [&](const JournalEntry& entry) {
    return entry.collection != collection || entry.done == stores::ItemWrite::Kind::insert;
  });
}

// A rollback that was interrupted may have dropped again what the run had made for its inserts:
// then none of them is there. Where items were changed or erased, a collection must not be missing.
base::Status read_items(stores::Session& session, std::string_view collection,
                        std::span<const JournalEntry> entries, std::span<const model::KeyView> keys,
                        stores::Page& page) {
  base::Status read = session.read(collection, keys, page);
  if (!read && read.error().kind() == base::ErrorKind::not_found &&
      inserts_only(entries, collection))
    return {};
  return read;
}

}  // namespace

base::Result<std::vector<std::optional<std::size_t>>> read_entry_items(
    stores::Session& session, std::span<const JournalEntry> entries, stores::Page& page) {
  std::vector<std::optional<std::size_t>> places(entries.size());
  std::vector<model::KeyView> keys;
  for (const std::string_view collection : collections_of(entries)) {
    keys.clear();
    for (const JournalEntry& entry : entries)
      if (entry.collection == collection) keys.push_back(entry.key);
    std::size_t at = page.size();
    WHIMBREL_TRY(read_items(session, collection, entries, keys, page));
    // Items come back in the order asked, without the missing ones.
    for (std::size_t i = 0; i < entries.size() && at < page.size(); ++i)
      if (entries[i].collection == collection && page[at].key == entries[i].key) places[i] = at++;
  }
  return places;
}

std::size_t entry_group_size(std::span<const JournalEntry> entries) noexcept {
  std::size_t count = 1;
  while (count < entries.size() && entries[count - 1].with_next) ++count;
  return count;
}

}  // namespace whimbrel::engine
