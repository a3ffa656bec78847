#include "whimbrel/engine/backup/collection_restore.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace whimbrel::engine {
namespace {

using stores::ItemWrite;
using stores::WriteOutcome;

// One transaction's worth: syncs rarely, and stays small in memory.
constexpr std::size_t batch_items_max = 10'000;
constexpr std::size_t batch_bytes_max = std::size_t{4} << 20;

}  // namespace

CollectionRestore::CollectionRestore(stores::Session& session, const stores::Capabilities& limits,
                                     const model::ItemCodec& from, const model::ItemCodec& to,
                                     std::vector<model::Path> key_fields, RestorePolicy policy,
                                     RestoredCollection& counts)
    : session_(session),
      limits_(limits),
      from_(from),
      to_(to),
      view_(to.make_view()),
      key_fields_(std::move(key_fields)),
      policy_(policy),
      counts_(counts) {
  limits_.write_items_max = std::min(limits_.write_items_max, batch_items_max);
  limits_.write_bytes_max = std::min(limits_.write_bytes_max, batch_bytes_max);
}

base::Result<stores::Page::Item> CollectionRestore::converted(const stores::Page::Item& item) {
  if (from_.name() == to_.name()) return item;
  WHIMBREL_ASSIGN(const model::Value value, from_.decode_item(item.bytes));
  std::string bytes;
  WHIMBREL_TRY(to_.encode_item(value, bytes));
  bytes.reserve(bytes.size() + model::item_padding_bytes);
  WHIMBREL_TRY(view_->load(bytes));
  // A number may be of another type there, and its key another.
  WHIMBREL_ASSIGN(const model::Key key, to_.key_of(*view_, key_fields_));
  return stores::Page::Item{arena_.copy(key.text), arena_.copy(bytes)};
}

base::Status CollectionRestore::add(const stores::Page::Item& item) {
  auto taken = converted(item);
  if (!taken) return base::fail_in("item " + std::string(item.key), std::move(taken).error());
  const std::size_t write_bytes = taken->key.size() + taken->bytes.size();
  if (writes_.size() >= limits_.write_items_max ||
      (!writes_.empty() && waiting_bytes_ + write_bytes > limits_.write_bytes_max)) {
    // What was converted just now lives in the arena that flush() empties.
    const std::string key(taken->key);
    const std::string bytes(taken->bytes);
    const bool in_arena = taken->bytes.data() != item.bytes.data();
    WHIMBREL_TRY(flush());
    if (in_arena) taken = stores::Page::Item{arena_.copy(key), arena_.copy(bytes)};
  }
  ItemWrite write;
  write.kind = ItemWrite::Kind::insert;
  write.collection = counts_.into;
  write.key = taken->key;
  write.after = taken->bytes;
  writes_.push_back(write);
  waiting_bytes_ += write_bytes;
  return {};
}

base::Status CollectionRestore::flush() {
  if (writes_.empty()) return {};
  outcomes_.assign(writes_.size(), WriteOutcome::missing);
  WHIMBREL_TRY(session_.write(writes_, outcomes_));
  const auto inserted = std::count(outcomes_.begin(), outcomes_.end(), WriteOutcome::applied);
  counts_.inserted += static_cast<std::uint64_t>(inserted);
  counts_.items += writes_.size();
  if (static_cast<std::size_t>(inserted) != writes_.size()) WHIMBREL_TRY(settle_existing());
  writes_.clear();
  arena_.clear();
  waiting_bytes_ = 0;
  return {};
}

base::Status CollectionRestore::settle_existing() {
  std::vector<std::size_t> indexes;
  std::vector<model::KeyView> keys;
  for (std::size_t i = 0; i < writes_.size(); ++i) {
    if (outcomes_[i] == WriteOutcome::applied) continue;
    indexes.push_back(i);
    keys.push_back(writes_[i].key);
  }
  existing_.clear();
  WHIMBREL_TRY(session_.read(counts_.into, keys, existing_));

  std::vector<std::size_t> differing;
  std::size_t found = 0;  // existing_ holds those of `keys` that are still there, in their order
  for (const std::size_t index : indexes) {
    const bool there = found < existing_.size() && existing_[found].key == writes_[index].key;
    const bool same = there && existing_[found].bytes == writes_[index].after;
    found += there ? 1 : 0;
    if (same)
      ++counts_.unchanged;
    else
      differing.push_back(index);
  }
  if (policy_ == RestorePolicy::replace) return replace(differing);
  counts_.kept += differing.size();
  return {};
}

base::Status CollectionRestore::replace(const std::vector<std::size_t>& differing) {
  std::vector<ItemWrite> writes;
  std::vector<WriteOutcome> outcomes;
  const std::size_t items_a_call = std::max<std::size_t>(1, limits_.write_items_max / 2);
  for (std::size_t begin = 0; begin < differing.size(); begin += items_a_call) {
    writes.clear();
    const std::size_t end = std::min(differing.size(), begin + items_a_call);
    for (std::size_t i = begin; i < end; ++i) {
      const ItemWrite& insert = writes_[differing[i]];
      ItemWrite erase;
      erase.kind = ItemWrite::Kind::erase;
      erase.collection = insert.collection;
      erase.key = insert.key;
      writes.push_back(erase);
      writes.push_back(insert);
    }
    outcomes.assign(writes.size(), WriteOutcome::missing);
    WHIMBREL_TRY(session_.write(writes, outcomes));
    for (std::size_t i = 1; i < outcomes.size(); i += 2) {
      // Not applied: a live writer put the key back between the two, and is later than the archive.
      if (outcomes[i] == WriteOutcome::applied)
        ++counts_.replaced;
      else
        ++counts_.kept;
    }
  }
  return {};
}

}  // namespace whimbrel::engine
