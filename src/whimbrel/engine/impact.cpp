#include "whimbrel/engine/impact.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace whimbrel::engine {
namespace {

bool ranks_before(const OwnerImpact& a, const OwnerImpact& b) {
  if (a.items != b.items) return a.items > b.items;
  if (a.amount != b.amount) return a.amount > b.amount;
  return a.owner < b.owner;
}

template <typename Number>
void append_bytes(Number number, std::string& out) {
  std::array<char, sizeof number> bytes;
  std::memcpy(bytes.data(), &number, sizeof number);
  out.append(bytes.data(), bytes.size());
}

template <typename Number>
void take_bytes(std::string_view& bytes, Number& out) {
  std::memcpy(&out, bytes.data(), sizeof out);
  bytes.remove_prefix(sizeof out);
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

void ImpactAggregator::ByOwner::append(const OwnerImpact& record, std::string& out) {
  append_bytes(static_cast<std::uint32_t>(record.owner.size()), out);
  append_bytes(record.items, out);
  append_bytes(record.amount, out);
  out += record.owner;
}

std::size_t ImpactAggregator::ByOwner::parse(std::string_view bytes, OwnerImpact& out) {
  std::uint32_t owner_bytes = 0;
  constexpr std::size_t head_bytes = sizeof owner_bytes + sizeof out.items + sizeof out.amount;
  if (bytes.size() < head_bytes) return 0;
  take_bytes(bytes, owner_bytes);
  take_bytes(bytes, out.items);
  take_bytes(bytes, out.amount);
  if (bytes.size() < owner_bytes) return 0;
  out.owner.assign(bytes.substr(0, owner_bytes));
  return head_bytes + owner_bytes;
}

bool ImpactAggregator::ByOwner::combine(OwnerImpact& into, const OwnerImpact& from) {
  if (into.owner != from.owner) return false;
  into.items += from.items;
  into.amount += from.amount;
  return true;
}

ImpactAggregator::ImpactAggregator(std::size_t owners_in_memory_max, std::size_t top_owners_max)
    : owners_in_memory_max_(owners_in_memory_max), top_owners_max_(top_owners_max) {}

base::Status ImpactAggregator::add(std::string_view owner, std::optional<std::int64_t> amount) {
  if (!amount) ++items_without_amount_;
  return add_sum(owner, {1, amount.value_or(0)});
}

void ImpactAggregator::add_without_owner() { ++items_without_owner_; }

base::Status ImpactAggregator::add_sum(std::string_view owner, const Sum& sum) {
  auto found = sums_.find(owner);
  if (found == sums_.end()) {
    if (sums_.size() >= owners_in_memory_max_) WHIMBREL_TRY(spill());
    found = sums_.emplace(std::string(owner), Sum{}).first;
  }
  found->second.items += sum.items;
  found->second.amount += sum.amount;
  return {};
}

base::Status ImpactAggregator::spill() {
  std::vector<const decltype(sums_)::value_type*> rows;
  rows.reserve(sums_.size());
  for (const auto& row : sums_) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](auto* a, auto* b) { return a->first < b->first; });
  auto row = rows.begin();
  WHIMBREL_TRY(runs_.add_run([&](OwnerImpact& next) -> base::Result<bool> {
    if (row == rows.end()) return false;
    next = {(*row)->first, (*row)->second.items, (*row)->second.amount};
    ++row;
    return true;
  }));
  sums_.clear();
  return {};
}

base::Status ImpactAggregator::absorb(ImpactAggregator& other) {
  runs_.absorb(other.runs_);
  for (const auto& [owner, sum] : other.sums_) WHIMBREL_TRY(add_sum(owner, sum));
  other.sums_.clear();
  items_without_owner_ += std::exchange(other.items_without_owner_, 0);
  items_without_amount_ += std::exchange(other.items_without_amount_, 0);
  return {};
}

base::Result<ImpactSummary> ImpactAggregator::finish() {
  Totals totals(top_owners_max_);
  if (runs_.empty()) {
    for (const auto& [owner, sum] : sums_) totals.take({owner, sum.items, sum.amount});
  } else {
    WHIMBREL_TRY(spill());
    WHIMBREL_ASSIGN(auto merged, runs_.merge());
    for (OwnerImpact owner;;) {
      WHIMBREL_ASSIGN(const bool more, merged.next(owner));
      if (!more) break;
      totals.take(owner);
    }
  }
  ImpactSummary summary = std::move(totals).summary();
  summary.items += items_without_owner_;
  summary.items_without_owner = items_without_owner_;
  summary.items_without_amount = items_without_amount_;
  return summary;
}

}  // namespace whimbrel::engine
