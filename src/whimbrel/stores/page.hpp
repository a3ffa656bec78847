#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/key.hpp"

namespace whimbrel::stores {

// A run of items in one buffer, reused page after page, so that reading a million items allocates
// nothing per item. Views into a page stay valid until the next append() or clear(). Every item has
// model::item_padding_bytes readable bytes behind it. Not synchronised.
class Page {
 public:
  struct Item {
    model::KeyView key;
    std::string_view bytes;
  };

  Page() = default;
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;
  Page(Page&&) = default;
  Page& operator=(Page&&) = default;

  void append(model::KeyView key, std::string_view bytes) {
    entries_.push_back({buffer_.size(), static_cast<std::uint32_t>(key.size()),
                        static_cast<std::uint32_t>(bytes.size())});
    buffer_.append(key);
    buffer_.append(bytes);
    buffer_.reserve(buffer_.size() + model::item_padding_bytes);
  }

  void clear() noexcept {
    entries_.clear();
    buffer_.clear();
    looked_at_.clear();
  }

  // For stores: the scan looked at this key, and left it out. Counts until the next append().
  void set_reached(model::KeyView key) {
    looked_at_.assign(key);
    looked_at_behind_ = entries_.size();
  }

  // How far the scan that filled it came: the last key that it looked at, whether or not its item
  // is here. The next page begins after it. Empty when it looked at none.
  model::KeyView reached() const noexcept {
    if (!looked_at_.empty() && looked_at_behind_ == entries_.size()) return looked_at_;
    return entries_.empty() ? model::KeyView() : (*this)[entries_.size() - 1].key;
  }

  bool empty() const noexcept { return entries_.empty(); }
  std::size_t size() const noexcept { return entries_.size(); }
  // Keys and items together.
  std::size_t bytes() const noexcept { return buffer_.size(); }

  Item operator[](std::size_t index) const noexcept {
    const Entry& entry = entries_[index];
    const char* start = buffer_.data() + entry.offset;
    return {{start, entry.key_bytes}, {start + entry.key_bytes, entry.item_bytes}};
  }

 private:
  struct Entry {
    std::size_t offset;
    std::uint32_t key_bytes;
    std::uint32_t item_bytes;
  };

  std::vector<Entry> entries_;
  std::string buffer_;
  std::string looked_at_;
  std::size_t looked_at_behind_ = 0;
};

}  // namespace whimbrel::stores
