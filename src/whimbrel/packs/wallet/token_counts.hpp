#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"

namespace whimbrel::packs::wallet {

// How many tokens there are, and how the melted ones stand.
struct TokenCounts {
  std::uint64_t tokens = 0;      // all items of the collection
  std::uint64_t unreadable = 0;  // of those, not well-formed documents
  std::uint64_t melted = 0;
  std::uint64_t problematic = 0;  // melted and unspent: what migration 004 is for
  std::uint64_t melted_spent = 0;
  std::uint64_t melted_pending = 0;
  std::uint64_t melted_failed = 0;
  std::uint64_t melted_without_status = 0;  // absent, or none that the service knows

  // Counts one melted token.
  void add_melted(std::optional<TokenStatus> status) noexcept;
  TokenCounts& operator+=(const TokenCounts& other) noexcept;
  friend bool operator==(const TokenCounts&, const TokenCounts&) = default;
};

// 1 when no token is melted, else 1 − problematic ÷ melted, never below 0.
double health_score(const TokenCounts& counts) noexcept;

// Counts tokens one by one. One thread.
class TokenCounter final : public engine::ItemObserver {
 public:
  // `melted` is the text "melted" in the codec of the items.
  explicit TokenCounter(ExpectedText melted) : melted_(std::move(melted)) {}

  void observe(const model::ItemView& item) override;
  void observe_unreadable() override;

  const TokenCounts& counts() const noexcept { return counts_; }

 private:
  ExpectedText melted_;
  TokenCounts counts_;
};

// Reads the whole collection of tokens on `threads` threads and counts. not_found when there is no
// such collection; cancelled.
base::Result<TokenCounts> count_tokens(const engine::RunEnvironment& environment,
                                       std::uint32_t threads = 2);

}  // namespace whimbrel::packs::wallet
