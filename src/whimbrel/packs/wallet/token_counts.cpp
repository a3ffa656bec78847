#include "whimbrel/packs/wallet/token_counts.hpp"

#include <algorithm>
#include <deque>

#include "whimbrel/packs/wallet/item_scanner.hpp"

namespace whimbrel::packs::wallet {
namespace {

class CountingScanner final : public ItemScanner {
 public:
  CountingScanner(const model::ItemCodec& codec, const ExpectedText& melted)
      : ItemScanner(codec), counter_(melted) {}

  const TokenCounts& counts() const noexcept { return counter_.counts(); }

 protected:
  base::Status visit_item(model::KeyView, const model::ItemView& item) override {
    counter_.observe(item);
    return {};
  }

  base::Status visit_unreadable(model::KeyView) override {
    counter_.observe_unreadable();
    return {};
  }

 private:
  TokenCounter counter_;
};

}  // namespace

void TokenCounter::observe(const model::ItemView& item) {
  ++counts_.tokens;
  const TokenPaths& paths = TokenPaths::get();
  if (!melted_.is_at(item, paths.transaction_type)) return;
  const auto raw = item.find(paths.status);
  const auto status = raw ? item.string_of(*raw) : std::nullopt;
  counts_.add_melted(status ? token_status_from(*status) : std::nullopt);
}

void TokenCounter::observe_unreadable() {
  ++counts_.tokens;
  ++counts_.unreadable;
}

void TokenCounts::add_melted(std::optional<TokenStatus> status) noexcept {
  ++melted;
  if (!status) {
    ++melted_without_status;
    return;
  }
  switch (*status) {
    case TokenStatus::unspent:
      ++problematic;
      break;
    case TokenStatus::spent:
      ++melted_spent;
      break;
    case TokenStatus::pending:
      ++melted_pending;
      break;
    case TokenStatus::failed:
      ++melted_failed;
      break;
  }
}

TokenCounts& TokenCounts::operator+=(const TokenCounts& other) noexcept {
  tokens += other.tokens;
  unreadable += other.unreadable;
  melted += other.melted;
  problematic += other.problematic;
  melted_spent += other.melted_spent;
  melted_pending += other.melted_pending;
  melted_failed += other.melted_failed;
  melted_without_status += other.melted_without_status;
  return *this;
}

double health_score(const TokenCounts& counts) noexcept {
  if (counts.melted == 0) return 1.0;
  return std::max(
      0.0, 1.0 - static_cast<double>(counts.problematic) / static_cast<double>(counts.melted));
}

base::Result<TokenCounts> count_tokens(const engine::RunEnvironment& environment,
                                       std::uint32_t threads) {
  const model::ItemCodec& codec = environment.store.codec();
  WHIMBREL_ASSIGN(const auto melted, ExpectedText::make(codec, "melted"));
  std::deque<CountingScanner> scanners;
  WHIMBREL_TRY(engine::scan_in_parallel(environment, tokens_collection, threads, "count",
                                        [&]() -> base::Result<engine::SegmentVisitor*> {
                                          return &scanners.emplace_back(codec, melted);
                                        }));
  TokenCounts sum;
  for (const CountingScanner& scanner : scanners) sum += scanner.counts();
  return sum;
}

}  // namespace whimbrel::packs::wallet
