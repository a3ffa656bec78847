#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/packs/wallet/balance_table.hpp"
#include "whimbrel/packs/wallet/paging.hpp"
#include "whimbrel/packs/wallet/token_counts.hpp"

namespace whimbrel::packs::wallet {

// One user whose tokens do not add up.
struct UserIssues {
  UserBalances balances;
  // Distinct secrets that live tokens of this user share with each other or with somebody else's.
  std::uint64_t duplicate_secrets = 0;

  bool any() const noexcept {
    return balances.problematic_tokens > 0 || duplicate_secrets > 0 ||
           balances.has_negative_balance;
  }
};

// What was found among a number of users.
struct UserTotals {
  std::uint64_t users = 0;
  std::uint64_t with_issues = 0;
  std::uint64_t problematic_tokens = 0;
  engine::AmountSum problematic_amount = 0;
  std::uint64_t with_duplicate_secrets = 0;
  std::uint64_t with_negative_balance = 0;

  void add(const UserIssues& user) noexcept;
};

struct BalanceConsistency {
  Paging paging;
  UserTotals all;                  // every user
  UserTotals paged;                // the users from paging.offset on, up to paging.limit of them
  std::vector<UserIssues> issues;  // those of the page that have any, by npub
  std::uint64_t tokens_without_npub = 0;  // belong to nobody, so in no balance
};

enum class IntegrityIssue : std::uint8_t {
  duplicate_secrets,  // a secret that unspent or pending tokens of one mint hold more than once
  invalid_amounts,  // an amount that is missing, no whole number, too small, or no sum of its parts
  orphaned_tokens,  // wallet_id names no wallet
  invalid_status,   // a status or transaction type that is missing or that the service lacks
};
inline constexpr std::size_t integrity_issue_count = 4;
std::string_view to_string(IntegrityIssue issue) noexcept;

struct TokenRef {
  std::string key;
  std::string npub;    // empty when the token has none
  std::string status;  // empty when the token has none
};

// One thing that is wrong, without any secret.
struct IntegrityDetail {
  std::string reason;
  std::string mint_url;          // duplicate_secrets only
  std::vector<TokenRef> tokens;  // one, or for duplicate_secrets up to tokens_listed_max holders

  static constexpr std::size_t tokens_listed_max = 5;
};

struct IntegrityFinding {
  IntegrityIssue issue = IntegrityIssue::duplicate_secrets;
  // Why it was not checked; empty when it was.
  std::string skipped_because;
  std::uint64_t count = 0;
  // In key order for those of single tokens, by mint for duplicates; up to details_max.
  std::vector<IntegrityDetail> details;
};

struct TokenIntegrity {
  std::array<IntegrityFinding, integrity_issue_count> findings;  // in the order of the enumeration
  std::uint64_t unreadable = 0;  // items that are not well-formed documents: counted nowhere else

  bool healthy() const noexcept;
  std::uint64_t checks_made() const noexcept;
  std::uint64_t checks_passed() const noexcept;
};

struct WalletCheckReport {
  std::string target;
  base::UnixMillis at_ms = 0;
  std::int64_t duration_ms = 0;
  TokenCounts counts;
  BalanceConsistency balances;
  TokenIntegrity integrity;

  bool healthy() const noexcept { return balances.all.with_issues == 0 && integrity.healthy(); }
};

struct WalletCheckOptions {
  Paging paging;
  std::uint32_t threads = 2;
  // How many details of each kind are listed; counts are of all.
  std::size_t details_max = 100;
};

// Reads all tokens once (and once more when secrets are held twice, to look at the tokens again)
// and says whether balances and tokens are consistent. Writes nothing to the store. Memory is
// bounded whatever the size: 52 MiB for the whole process at 5 million tokens on two threads; the
// rest goes to temporary files in base::scratch_directory(). not_found when there is no collection
// of tokens; cancelled; no_space.
//
// Live writers may change tokens meanwhile: each token counts as it was when its turn came, and a
// duplicate secret is reported only when its tokens, read again, still hold it (of more duplicates
// than details_max, the rest counts as it was found).
base::Result<WalletCheckReport> check_wallet(const engine::RunEnvironment& environment,
                                             const WalletCheckOptions& options);

}  // namespace whimbrel::packs::wallet
