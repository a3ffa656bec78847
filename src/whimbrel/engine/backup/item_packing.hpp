#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::engine {

// Appends one item as an items frame holds it: key size and item size as LEB128, key, item.
void pack_item(std::string_view key, std::string_view item, std::string& out);

// Walks over a frame's items. The views point into `packed`.
class PackedItems {
 public:
  explicit PackedItems(std::string_view packed) : rest_(packed) {}

  // False at the end. corrupt when a size points outside.
  base::Result<bool> next(stores::Page::Item& item);

 private:
  base::Result<std::size_t> read_size();

  std::string_view rest_;
};

}  // namespace whimbrel::engine
