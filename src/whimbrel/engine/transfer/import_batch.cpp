#include "whimbrel/engine/transfer/import_batch.hpp"

#include <algorithm>

namespace whimbrel::engine {

void ImportBatch::add(model::KeyView key, std::string_view bytes, const ImportOrigin& origin) {
  entries_.push_back({buffer_.size(), static_cast<std::uint32_t>(key.size()),
                      static_cast<std::uint32_t>(bytes.size()), origin});
  buffer_.append(key);
  buffer_.append(bytes);
}

void ImportBatch::clear() noexcept {
  entries_.clear();
  buffer_.clear();
}

void ImportBatch::sort() {
  const auto comes_before = [this](const Entry& a, const Entry& b) {
    const int order = item_of(a).key.compare(item_of(b).key);
    return order != 0 ? order < 0 : a.origin < b.origin;
  };
  if (!std::is_sorted(entries_.begin(), entries_.end(), comes_before))
    std::sort(entries_.begin(), entries_.end(), comes_before);
}

}  // namespace whimbrel::engine
