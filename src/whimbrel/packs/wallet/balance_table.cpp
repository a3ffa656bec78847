#include "whimbrel/packs/wallet/balance_table.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <type_traits>

namespace whimbrel::packs::wallet {
namespace {

using Sums = BalanceTable::Sums;

// What a row costs besides its texts: hash node, bucket, sums.
constexpr std::size_t row_overhead_bytes = 192;

// A user's and a mint's name as one text, and back.
void make_key(std::string_view npub, std::string_view mint_url, std::string& key) {
  const auto npub_bytes = static_cast<std::uint32_t>(npub.size());
  key.assign(reinterpret_cast<const char*>(&npub_bytes), sizeof npub_bytes);
  key += npub;
  key += mint_url;
}

std::uint32_t npub_bytes_of(std::string_view key) {
  std::uint32_t npub_bytes = 0;
  std::memcpy(&npub_bytes, key.data(), sizeof npub_bytes);
  return npub_bytes;
}

std::string_view npub_of(std::string_view key) {
  return key.substr(sizeof(std::uint32_t), npub_bytes_of(key));
}

std::string_view mint_url_of(std::string_view key) {
  return key.substr(sizeof(std::uint32_t) + npub_bytes_of(key));
}

struct RowHead {
  model::Fingerprint order;
  Sums sums;
  std::uint32_t npub_bytes = 0;
  std::uint32_t mint_bytes = 0;
};
static_assert(std::is_trivially_copyable_v<RowHead>);

}  // namespace

Sums& Sums::operator+=(const Sums& other) noexcept {
  tokens += other.tokens;
  problematic_tokens += other.problematic_tokens;
  tokens_without_amount += other.tokens_without_amount;
  problematic_amount += other.problematic_amount;
  unspent += other.unspent;
  pending += other.pending;
  spent += other.spent;
  return *this;
}

void BalanceTable::RowTraits::append(const Row& row, std::string& out) {
  RowHead head;
  // Padding too: uninitialised bytes do not belong in a file.
  std::memset(static_cast<void*>(&head), 0, sizeof head);
  head.order = row.order;
  head.sums = row.sums;
  head.npub_bytes = static_cast<std::uint32_t>(row.npub.size());
  head.mint_bytes = static_cast<std::uint32_t>(row.mint_url.size());
  out.append(reinterpret_cast<const char*>(&head), sizeof head);
  out += row.npub;
  out += row.mint_url;
}

std::size_t BalanceTable::RowTraits::parse(std::string_view bytes, Row& out) {
  RowHead head;
  if (bytes.size() < sizeof head) return 0;
  std::memcpy(static_cast<void*>(&head), bytes.data(), sizeof head);
  const std::size_t size = sizeof head + head.npub_bytes + head.mint_bytes;
  if (bytes.size() < size) return 0;
  out.order = head.order;
  out.sums = head.sums;
  out.npub.assign(bytes.substr(sizeof head, head.npub_bytes));
  out.mint_url.assign(bytes.substr(sizeof head + head.npub_bytes, head.mint_bytes));
  return size;
}

bool BalanceTable::RowTraits::less(const Row& a, const Row& b) {
  return std::tie(a.order, a.npub, a.mint_url) < std::tie(b.order, b.npub, b.mint_url);
}

bool BalanceTable::RowTraits::combine(Row& into, const Row& from) {
  if (into.order != from.order || into.npub != from.npub || into.mint_url != from.mint_url)
    return false;
  into.sums += from.sums;
  return true;
}

base::Status BalanceTable::add(std::string_view npub, std::string_view mint_url,
                               std::optional<TokenStatus> status,
                               std::optional<std::int64_t> amount, bool problematic) {
  make_key(npub, mint_url, key_);
  auto row = rows_.find(key_);
  if (row == rows_.end()) {
    if (rows_.size() >= rows_max_ || bytes_ >= bytes_max_) WHIMBREL_TRY(spill());
    row = rows_.emplace(key_, Sums{}).first;
    bytes_ += key_.size() + row_overhead_bytes;
  }
  Sums& sums = row->second;
  ++sums.tokens;
  sums.problematic_tokens += problematic ? 1 : 0;
  if (!amount) {
    ++sums.tokens_without_amount;
    return {};
  }
  if (problematic) sums.problematic_amount += *amount;
  if (status == TokenStatus::unspent) sums.unspent += *amount;
  if (status == TokenStatus::pending) sums.pending += *amount;
  if (status == TokenStatus::spent) sums.spent += *amount;
  return {};
}

base::Status BalanceTable::absorb(BalanceTable& other) {
  WHIMBREL_TRY(other.spill());
  runs_.absorb(other.runs_);
  return {};
}

base::Status BalanceTable::spill() {
  if (rows_.empty()) return {};
  struct Entry {
    model::Fingerprint order;
    std::string_view npub;
    std::string_view mint_url;
    const Sums* sums;
  };
  std::vector<Entry> sorted;
  sorted.reserve(rows_.size());
  for (const auto& [key, sums] : rows_) {
    const std::string_view npub = npub_of(key);
    sorted.push_back({model::fingerprint_of(npub), npub, mint_url_of(key), &sums});
  }
  std::sort(sorted.begin(), sorted.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.order, a.npub, a.mint_url) < std::tie(b.order, b.npub, b.mint_url);
  });
  auto entry = sorted.begin();
  WHIMBREL_TRY(runs_.add_run([&](Row& row) -> base::Result<bool> {
    if (entry == sorted.end()) return false;
    row.order = entry->order;
    row.npub.assign(entry->npub);
    row.mint_url.assign(entry->mint_url);
    row.sums = *entry->sums;
    ++entry;
    return true;
  }));
  rows_.clear();
  bytes_ = 0;
  return {};
}

base::Result<BalanceTable::Users> BalanceTable::users() {
  WHIMBREL_TRY(spill());
  WHIMBREL_ASSIGN(auto rows, runs_.merge());
  return Users(std::move(rows));
}

base::Result<bool> BalanceTable::Users::next(UserBalances& user) {
  if (!started_) {
    WHIMBREL_ASSIGN(has_ahead_, rows_.next(ahead_));
    started_ = true;
  }
  if (!has_ahead_) return false;
  user = UserBalances{};
  user.order = ahead_.order;
  user.npub = ahead_.npub;
  while (has_ahead_ && ahead_.order == user.order && ahead_.npub == user.npub) {
    const Sums& sums = ahead_.sums;
    user.tokens += sums.tokens;
    user.problematic_tokens += sums.problematic_tokens;
    user.problematic_amount += sums.problematic_amount;
    user.tokens_without_amount += sums.tokens_without_amount;
    MintBalance balance{ahead_.mint_url, sums.unspent, sums.pending, sums.spent};
    user.has_negative_balance |= balance.is_negative();
    if (++user.mints <= UserBalances::mints_listed_max) user.balances.push_back(std::move(balance));
    WHIMBREL_ASSIGN(has_ahead_, rows_.next(ahead_));
  }
  return true;
}

}  // namespace whimbrel::packs::wallet
