#pragma once

#include <memory>
#include <string_view>

#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::stores {

// For stores that can tell which items a scan leaves out by reading them. One thread.
class WantedItems {
 public:
  // `where` may be null; both must outlive it.
  WantedItems(const model::Filter* where, const model::ItemCodec& codec);

  // Also one that the filter cannot decide about, or that cannot be read: that is not for a store
  // to pass over. The codec's padding must be behind the item.
  bool has(std::string_view item);

 private:
  std::unique_ptr<model::ItemView> view_;  // null: everything is wanted
  std::unique_ptr<model::FilterMatcher> matcher_;
};

}  // namespace whimbrel::stores
