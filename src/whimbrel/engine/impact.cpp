#include "whimbrel/engine/impact.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <queue>

namespace whimbrel::engine {
namespace {

using base::ErrorKind;

base::Error scratch_file_error(int code) {
  const bool full = code == ENOSPC || code == EDQUOT;
  return {
      full ? ErrorKind::no_space : ErrorKind::io,
      std::string("cannot use a temporary file for the impact by owner: ") + std::strerror(code),
      "free space in the temporary folder, or set TMPDIR to one that has it"};
}

bool ranks_before(const OwnerImpact& a, const OwnerImpact& b) {
  if (a.items != b.items) return a.items > b.items;
  if (a.amount != b.amount) return a.amount > b.amount;
  return a.owner < b.owner;
}

// One sorted run being read back.
class RunCursor {
 public:
  explicit RunCursor(std::FILE* file) : file_(file) {}

  // False at the end or on an error; failed() tells which.
  bool advance() {
    std::uint32_t size = 0;
    if (std::fread(&size, sizeof size, 1, file_) != 1) return false;
    current.owner.resize(size);
    if (size != 0 && std::fread(current.owner.data(), size, 1, file_) != 1) return false;
    return std::fread(&current.items, sizeof current.items, 1, file_) == 1 &&
           std::fread(&current.amount, sizeof current.amount, 1, file_) == 1;
  }
  bool failed() const { return std::ferror(file_) != 0; }

  OwnerImpact current;

 private:
  std::FILE* file_;
};

bool write_row(std::FILE* file, const std::string& owner, std::uint64_t items, AmountSum amount) {
  const auto size = static_cast<std::uint32_t>(owner.size());
  return std::fwrite(&size, sizeof size, 1, file) == 1 &&
         std::fwrite(owner.data(), 1, owner.size(), file) == owner.size() &&
         std::fwrite(&items, sizeof items, 1, file) == 1 &&
         std::fwrite(&amount, sizeof amount, 1, file) == 1;
}

// Totals over owners that arrive one by one, each once.
class Totals {
 public:
  explicit Totals(std::size_t top_owners_max) : top_owners_max_(top_owners_max) {}

  void take(OwnerImpact owner) {
    ++summary_.owners;
    summary_.items += owner.items;
    summary_.amount += owner.amount;
    auto& top = summary_.top_owners;
    if (top.size() == top_owners_max_ && (top.empty() || !ranks_before(owner, top.back()))) return;
    top.insert(std::upper_bound(top.begin(), top.end(), owner, ranks_before), std::move(owner));
    if (top.size() > top_owners_max_) top.pop_back();
  }
  ImpactSummary summary() && { return std::move(summary_); }

 private:
  std::size_t top_owners_max_;
  ImpactSummary summary_;
};

}  // namespace

std::string to_string(AmountSum sum) {
  const bool negative = sum < 0;
  __extension__ using Magnitude = unsigned __int128;
  auto rest = static_cast<Magnitude>(sum);
  if (negative) rest = -rest;
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

ImpactAggregator::ImpactAggregator(std::size_t owners_in_memory_max, std::size_t top_owners_max)
    : owners_in_memory_max_(owners_in_memory_max), top_owners_max_(top_owners_max) {}

ImpactAggregator::~ImpactAggregator() = default;

base::Status ImpactAggregator::add(std::string_view owner, std::optional<std::int64_t> amount) {
  auto found = sums_.find(owner);
  if (found == sums_.end()) {
    if (sums_.size() >= owners_in_memory_max_) WHIMBREL_TRY(spill());
    found = sums_.emplace(std::string(owner), Sum{}).first;
  }
  ++found->second.items;
  if (amount)
    found->second.amount += *amount;
  else
    ++items_without_amount_;
  return {};
}

void ImpactAggregator::add_without_owner() { ++items_without_owner_; }

base::Status ImpactAggregator::spill() {
  RunFile file(std::tmpfile());
  if (!file) return tl::unexpected(scratch_file_error(errno));
  std::vector<const decltype(sums_)::value_type*> rows;
  rows.reserve(sums_.size());
  for (const auto& row : sums_) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](auto* a, auto* b) { return a->first < b->first; });
  for (const auto* row : rows) {
    if (!write_row(file.get(), row->first, row->second.items, row->second.amount))
      return tl::unexpected(scratch_file_error(errno));
  }
  if (std::fflush(file.get()) != 0) return tl::unexpected(scratch_file_error(errno));
  std::rewind(file.get());
  runs_.push_back(std::move(file));
  sums_.clear();
  return {};
}

base::Status ImpactAggregator::absorb(ImpactAggregator& other) {
  for (auto& run : other.runs_) runs_.push_back(std::move(run));
  other.runs_.clear();
  for (const auto& [owner, sum] : other.sums_) {
    auto found = sums_.find(owner);
    if (found == sums_.end()) {
      if (sums_.size() >= owners_in_memory_max_) WHIMBREL_TRY(spill());
      found = sums_.emplace(owner, Sum{}).first;
    }
    found->second.items += sum.items;
    found->second.amount += sum.amount;
  }
  other.sums_.clear();
  items_without_owner_ += std::exchange(other.items_without_owner_, 0);
  items_without_amount_ += std::exchange(other.items_without_amount_, 0);
  return {};
}

base::Result<ImpactSummary> ImpactAggregator::finish() {
  Totals totals(top_owners_max_);
  if (runs_.empty()) {
    for (auto& [owner, sum] : sums_) totals.take({owner, sum.items, sum.amount});
  } else {
    WHIMBREL_TRY(spill());
    std::vector<RunCursor> cursors;
    for (const auto& run : runs_) cursors.emplace_back(run.get());
    const auto later = [&](std::size_t a, std::size_t b) {
      return cursors[a].current.owner > cursors[b].current.owner;
    };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> next(later);
    for (std::size_t i = 0; i < cursors.size(); ++i)
      if (cursors[i].advance()) next.push(i);
    OwnerImpact merged;
    bool any = false;
    while (!next.empty()) {
      const std::size_t i = next.top();
      next.pop();
      OwnerImpact& row = cursors[i].current;
      if (any && merged.owner == row.owner) {
        merged.items += row.items;
        merged.amount += row.amount;
      } else {
        if (any) totals.take(std::move(merged));
        merged = row;
        any = true;
      }
      if (cursors[i].advance()) next.push(i);
    }
    if (any) totals.take(std::move(merged));
    for (const RunCursor& cursor : cursors)
      if (cursor.failed()) return tl::unexpected(scratch_file_error(EIO));
  }
  ImpactSummary summary = std::move(totals).summary();
  summary.items += items_without_owner_;
  summary.items_without_owner = items_without_owner_;
  summary.items_without_amount = items_without_amount_;
  return summary;
}

}  // namespace whimbrel::engine
