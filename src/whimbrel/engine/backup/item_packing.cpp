#include "whimbrel/engine/backup/item_packing.hpp"

#include <cstdint>

namespace whimbrel::engine {
namespace {

constexpr std::size_t size_bytes_max = 5;

void append_size(std::size_t size, std::string& out) {
  for (; size >= 0x80; size >>= 7) out += static_cast<char>(size | 0x80);
  out += static_cast<char>(size);
}

tl::unexpected<base::Error> fail_damaged() {
  return base::fail(base::ErrorKind::corrupt, "the items of a frame are damaged",
                    "use another copy of the archive");
}

}  // namespace

void pack_item(std::string_view key, std::string_view item, std::string& out) {
  append_size(key.size(), out);
  append_size(item.size(), out);
  out += key;
  out += item;
}

base::Result<std::size_t> PackedItems::read_size() {
  std::size_t size = 0;
  for (std::size_t i = 0; i < size_bytes_max && i < rest_.size(); ++i) {
    const auto byte = static_cast<unsigned char>(rest_[i]);
    size |= std::size_t{byte & 0x7fu} << (7 * i);
    if (byte < 0x80) {
      rest_.remove_prefix(i + 1);
      return size;
    }
  }
  return fail_damaged();
}

base::Result<bool> PackedItems::next(stores::Page::Item& item) {
  if (rest_.empty()) return false;
  WHIMBREL_ASSIGN(const std::size_t key_bytes, read_size());
  WHIMBREL_ASSIGN(const std::size_t item_bytes, read_size());
  if (key_bytes > rest_.size() || item_bytes > rest_.size() - key_bytes) return fail_damaged();
  item = {rest_.substr(0, key_bytes), rest_.substr(key_bytes, item_bytes)};
  rest_.remove_prefix(key_bytes + item_bytes);
  return true;
}

}  // namespace whimbrel::engine
