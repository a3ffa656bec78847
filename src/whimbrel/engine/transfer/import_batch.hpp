#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/engine/transfer/record_reader.hpp"
#include "whimbrel/model/key.hpp"

namespace whimbrel::engine {

// Where an item of an import comes from.
struct ImportOrigin {
  std::uint32_t file = 0;  // which of the input's files
  RecordPosition position;

  friend bool operator<(const ImportOrigin& a, const ImportOrigin& b) {
    return a.file != b.file ? a.file < b.file : a.position.record < b.position.record;
  }
};

// Items on their way into a collection, in one buffer that is reused. One thread at a time.
class ImportBatch {
 public:
  struct Item {
    model::KeyView key;
    std::string_view bytes;
    const ImportOrigin* origin;
  };

  void add(model::KeyView key, std::string_view bytes, const ImportOrigin& origin);
  void clear() noexcept;
  // By key, and items of one key by origin.
  void sort();

  bool empty() const noexcept { return entries_.empty(); }
  std::size_t size() const noexcept { return entries_.size(); }
  std::size_t bytes() const noexcept { return buffer_.size(); }
  Item operator[](std::size_t index) const noexcept { return item_of(entries_[index]); }

 private:
  struct Entry {
    std::size_t offset;
    std::uint32_t key_bytes;
    std::uint32_t item_bytes;
    ImportOrigin origin;
  };

  Item item_of(const Entry& entry) const noexcept {
    const char* start = buffer_.data() + entry.offset;
    return {{start, entry.key_bytes}, {start + entry.key_bytes, entry.item_bytes}, &entry.origin};
  }

  std::vector<Entry> entries_;
  std::string buffer_;
};

}  // namespace whimbrel::engine
