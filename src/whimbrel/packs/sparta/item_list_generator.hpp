#pragma once

#include <vector>

#include "whimbrel/engine/pass.hpp"
#include "whimbrel/packs/sparta/item_maker.hpp"

namespace whimbrel::packs::sparta {

// Gives items that are all in memory.
class ItemListGenerator final : public engine::ItemGenerator {
 public:
  // In any order; of different keys.
  explicit ItemListGenerator(std::vector<MadeItem> items);

  base::Result<bool> next(const std::optional<std::string>& after, std::size_t items_max,
                          stores::Page& page) override;

 private:
  std::vector<MadeItem> items_;  // by key
};

}  // namespace whimbrel::packs::sparta
