#include "whimbrel/engine/transfer/import_writer.hpp"

#include <algorithm>

namespace whimbrel::engine {
namespace {

using stores::ItemWrite;
using stores::WriteOutcome;

// One transaction's worth.
constexpr std::size_t call_items_max = 10'000;
constexpr std::size_t call_bytes_max = std::size_t{4} << 20;

}  // namespace

ImportWriter::ImportWriter(stores::Session& session, const stores::Capabilities& limits,
                           std::string collection, DuplicatePolicy policy,
                           DuplicateError duplicate_error)
    : session_(session),
      call_items_max_(std::min(limits.write_items_max, call_items_max)),
      call_bytes_max_(std::min(limits.write_bytes_max, call_bytes_max)),
      collection_(std::move(collection)),
      policy_(policy),
      duplicate_error_(std::move(duplicate_error)) {}

base::Status ImportWriter::write(const ImportBatch& batch) {
  WHIMBREL_TRY(choose(batch));
  for (std::size_t begin = 0; begin < chosen_.size();) {
    const std::size_t end = end_of_call(begin);
    WHIMBREL_TRY(write_chosen(begin, end));
    begin = end;
  }
  if (!chosen_.empty()) {
    last_key_ = chosen_.back().key;
    last_origin_ = *chosen_.back().origin;
  }
  return {};
}

// Of several items of one key in the batch, the one that the policy wants.
base::Status ImportWriter::choose(const ImportBatch& batch) {
  chosen_.clear();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const ImportBatch::Item item = batch[i];
    if (chosen_.empty() || chosen_.back().key != item.key) {
      chosen_.push_back(item);
      continue;
    }
    if (policy_ == DuplicatePolicy::refuse)
      return tl::unexpected(duplicate_error_(item, chosen_.back().origin));
    ++skipped_;
    if (policy_ == DuplicatePolicy::replace) chosen_.back() = item;
  }
  return {};
}

std::size_t ImportWriter::end_of_call(std::size_t begin) const {
  std::size_t bytes = 0;
  std::size_t end = begin;
  while (end < chosen_.size() && end - begin < call_items_max_) {
    bytes += chosen_[end].key.size() + chosen_[end].bytes.size();
    if (end > begin && bytes > call_bytes_max_) break;
    ++end;
  }
  return end;
}

base::Status ImportWriter::write_chosen(std::size_t begin, std::size_t end) {
  writes_.clear();
  for (std::size_t i = begin; i < end; ++i) {
    ItemWrite write;
    write.kind = ItemWrite::Kind::insert;
    write.collection = collection_;
    write.key = chosen_[i].key;
    write.after = chosen_[i].bytes;
    writes_.push_back(write);
  }
  outcomes_.assign(writes_.size(), WriteOutcome::missing);
  WHIMBREL_TRY(session_.write(writes_, outcomes_));
  const auto applied = std::count(outcomes_.begin(), outcomes_.end(), WriteOutcome::applied);
  inserted_ += static_cast<std::uint64_t>(applied);
  if (static_cast<std::size_t>(applied) == writes_.size()) return {};
  return settle(begin, outcomes_);
}

base::Status ImportWriter::settle(std::size_t begin, std::span<const WriteOutcome> outcomes) {
  std::vector<std::size_t> taken;
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    if (outcomes[i] != WriteOutcome::applied) taken.push_back(begin + i);
  if (policy_ == DuplicatePolicy::replace) return replace(taken);
  if (policy_ == DuplicatePolicy::skip) {
    skipped_ += taken.size();
    return {};
  }
  const ImportBatch::Item& item = chosen_[taken.front()];
  const bool own = !last_key_.empty() && item.key == last_key_;
  return tl::unexpected(duplicate_error_(item, own ? &last_origin_ : nullptr));
}

base::Status ImportWriter::replace(const std::vector<std::size_t>& indexes) {
  const std::size_t items_a_call = std::max<std::size_t>(1, call_items_max_ / 2);
  for (std::size_t begin = 0; begin < indexes.size(); begin += items_a_call) {
    const std::size_t end = std::min(indexes.size(), begin + items_a_call);
    writes_.clear();
    for (std::size_t i = begin; i < end; ++i) {
      ItemWrite write;
      write.collection = collection_;
      write.key = chosen_[indexes[i]].key;
      write.kind = ItemWrite::Kind::erase;
      writes_.push_back(write);
      write.kind = ItemWrite::Kind::insert;
      write.after = chosen_[indexes[i]].bytes;
      writes_.push_back(write);
    }
    outcomes_.assign(writes_.size(), WriteOutcome::missing);
    WHIMBREL_TRY(session_.write(writes_, outcomes_));
    replaced_ += end - begin;
  }
  return {};
}

}  // namespace whimbrel::engine
