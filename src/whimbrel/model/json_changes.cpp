#include "whimbrel/model/json_changes.hpp"

#include <algorithm>

namespace whimbrel::model {

base::Status JsonChanges::apply(std::string_view text, std::string& after) {
  const auto earlier = [](const Change& a, const Change& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  };
  // Edits mostly come in the item's own order, and stable_sort allocates.
  if (!std::is_sorted(changes_.begin(), changes_.end(), earlier))
    std::stable_sort(changes_.begin(), changes_.end(), earlier);

  std::size_t added = 0;
  std::size_t at = 0;
  for (const Change& change : changes_) {
    if (change.begin < at)
      return base::fail(base::ErrorKind::internal, "two edits change the same bytes of an item",
                        "edits of one item must have distinct, non-nested paths; report this as a "
                        "bug of the migration");
    at = change.end;
    added += change.by.size();
  }
  after.reserve(after.size() + text.size() + added);
  at = 0;
  for (const Change& change : changes_) {
    after.append(text, at, change.begin - at);
    after.append(change.by);
    at = change.end;
  }
  after.append(text, at);
  return {};
}

}  // namespace whimbrel::model
