#include "whimbrel/stores/memory/database.hpp"

#include <fmt/format.h>

namespace whimbrel::stores::memory {
namespace {

template <typename T>
void apply_to(ByKey<T>& values, ByKey<std::optional<T>>& changes) {
  for (auto& [key, value] : changes) {
    if (value)
      values.insert_or_assign(key, *std::move(value));
    else
      values.erase(key);
  }
}

}  // namespace

base::Result<Collection*> Database::find_collection(std::string_view name) {
  const auto found = collections_.find(name);
  if (found != collections_.end()) return &found->second;
  return base::fail(base::ErrorKind::not_found, fmt::format("there is no collection \"{}\"", name),
                    "make it with whimbrel import");
}

void Database::apply(PendingChanges changes) {
  for (auto& [name, items] : changes.items) {
    const auto collection = collections_.find(name);
    if (collection != collections_.end()) apply_to(collection->second.items, items);
  }
  for (std::size_t space = 0; space < records_.size(); ++space)
    apply_to(records_[space], changes.records[space]);
}

}  // namespace whimbrel::stores::memory
