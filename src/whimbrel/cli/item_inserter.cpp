#include "whimbrel/cli/item_inserter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace whimbrel::cli {

base::Result<ItemInserter> ItemInserter::open(stores::Store& store, std::string_view collection,
                                              std::size_t batch_items_max) {
  WHIMBREL_ASSIGN(auto session, store.open_session());
  return ItemInserter(std::move(session), collection,
                      std::min(batch_items_max, store.capabilities().write_items_max));
}

base::Status ItemInserter::insert(std::string_view key, std::string_view item) {
  entries_.push_back({buffer_.size(), key.size(), item.size()});
  buffer_.append(key).append(item);
  return entries_.size() < batch_items_max_ ? base::Status{} : write_batch();
}

base::Status ItemInserter::finish() { return entries_.empty() ? base::Status{} : write_batch(); }

base::Status ItemInserter::write_batch() {
  writes_.clear();
  for (const Entry& entry : entries_) {
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = collection_;
    write.key = std::string_view(buffer_).substr(entry.offset, entry.key_bytes);
    write.after =
        std::string_view(buffer_).substr(entry.offset + entry.key_bytes, entry.item_bytes);
    writes_.push_back(write);
  }
  outcomes_.resize(writes_.size());
  WHIMBREL_TRY(session_->write(writes_, outcomes_));
  const auto taken = std::find_if(outcomes_.begin(), outcomes_.end(), [](auto outcome) {
    return outcome != stores::WriteOutcome::applied;
  });
  if (taken != outcomes_.end())
    return base::fail(base::ErrorKind::refused,
                      fmt::format("collection {}: there is an item with key {} already",
                                  collection_, writes_[taken - outcomes_.begin()].key),
                      "use another collection or database");
  inserted_ += entries_.size();
  entries_.clear();
  buffer_.clear();
  return {};
}

}  // namespace whimbrel::cli
