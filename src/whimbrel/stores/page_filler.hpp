#pragma once

#include <cstddef>
#include <string_view>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores {

// For stores: whether the items that a scan has appended to a page are as many as were asked for.
class PageFiller {
 public:
  // `request` must outlive it.
  PageFiller(const ScanRequest& request, const Page& page)
      : request_(request), items_before_(page.size()), bytes_before_(page.bytes()) {}

  // Whether this item is for the next page. Never before there is one.
  bool is_full_before(const Page& page, std::string_view key, std::string_view item) const {
    const std::size_t items = page.size() - items_before_;
    const std::size_t bytes = page.bytes() - bytes_before_ + key.size() + item.size();
    return items > 0 && (items >= request_.items_max || bytes > request_.bytes_max);
  }

 private:
  const ScanRequest& request_;
  std::size_t items_before_;
  std::size_t bytes_before_;
};

}  // namespace whimbrel::stores
