#include "whimbrel/packs/sparta/item_list_generator.hpp"

#include <algorithm>
#include <utility>

namespace whimbrel::packs::sparta {

ItemListGenerator::ItemListGenerator(std::vector<MadeItem> items) : items_(std::move(items)) {
  std::sort(items_.begin(), items_.end(),
            [](const MadeItem& a, const MadeItem& b) { return a.key < b.key; });
}

base::Result<bool> ItemListGenerator::next(const std::optional<std::string>& after,
                                           std::size_t items_max, stores::Page& page) {
  auto item = items_.begin();
  if (after)
    item = std::upper_bound(items_.begin(), items_.end(), *after,
                            [](const std::string& key, const MadeItem& b) { return key < b.key; });
  for (; item != items_.end() && items_max > 0; ++item, --items_max)
    page.append(item->key, item->bytes);
  return item == items_.end();
}

}  // namespace whimbrel::packs::sparta
