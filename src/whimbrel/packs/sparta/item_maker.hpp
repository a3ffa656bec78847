#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::packs::sparta {

struct MadeItem {
  std::string key;
  std::string bytes;
};

// Makes items of one table in the store's encoding, with their keys. One a thread.
class ItemMaker {
 public:
  // `codec` outlives it.
  ItemMaker(const model::ItemCodec& codec, std::vector<model::Path> key_fields);

  // unsupported when the codec cannot hold it; invalid_data when a key field is missing.
  base::Result<MadeItem> make(const model::Value& item);

  // The loaded item with these fields set; all others byte for byte. Errors as above.
  base::Result<MadeItem> copy(const model::ItemView& item,
                              std::span<const std::pair<model::Path, model::Value>> fields);

 private:
  base::Result<MadeItem> with_key(std::string bytes);

  const model::ItemCodec& codec_;
  std::vector<model::Path> key_fields_;
  std::unique_ptr<model::ItemView> view_;
};

}  // namespace whimbrel::packs::sparta
