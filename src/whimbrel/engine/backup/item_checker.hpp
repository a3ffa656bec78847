#pragma once

#include <memory>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::engine {

// Holds items against their codec and key fields. One thread.
class ItemChecker {
 public:
  ItemChecker(const model::ItemCodec& codec, std::vector<model::Path> key_fields)
      : codec_(codec), key_fields_(std::move(key_fields)), view_(codec.make_view()) {}

  // corrupt, naming the key, when the item is not well formed or has another key. The item has
  // model::item_padding_bytes behind it.
  base::Status check(const stores::Page::Item& item);

 private:
  const model::ItemCodec& codec_;
  std::vector<model::Path> key_fields_;
  std::unique_ptr<model::ItemView> view_;
};

}  // namespace whimbrel::engine
