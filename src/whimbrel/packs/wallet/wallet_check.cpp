#include "whimbrel/packs/wallet/wallet_check.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

#include "whimbrel/engine/parallel_scan.hpp"
#include "whimbrel/packs/wallet/duplicate_confirmer.hpp"
#include "whimbrel/packs/wallet/holder_counts.hpp"
#include "whimbrel/packs/wallet/token_auditor.hpp"

namespace whimbrel::packs::wallet {
namespace {

// One check from its first pass over the tokens to the report.
class WalletCheck {
 public:
  WalletCheck(const engine::RunEnvironment& environment, const WalletCheckOptions& options)
      : environment_(environment), options_(options) {}

  base::Result<WalletCheckReport> run() {
    const std::int64_t started_ns = environment_.clock.monotonic_ns();
    report_.target = environment_.store.description();
    report_.at_ms = environment_.clock.now_ms();
    report_.balances.paging = options_.paging;
    WHIMBREL_TRY(read_tokens());
    WHIMBREL_TRY(find_duplicates());
    WHIMBREL_TRY(confirm_duplicates());
    WHIMBREL_TRY(judge_users());
    report_.duration_ms = (environment_.clock.monotonic_ns() - started_ns) / 1'000'000;
    return std::move(report_);
  }

 private:
  IntegrityFinding& finding(IntegrityIssue issue) {
    return report_.integrity.findings[static_cast<std::size_t>(issue)];
  }

  base::Status read_tokens() {
    WHIMBREL_ASSIGN(std::string no_wallets, why_wallets_cannot_be_looked_up(environment_.store));
    const TokenAuditor::Options auditing{options_.details_max, no_wallets.empty()};
    std::deque<TokenAuditor> auditors;
    WHIMBREL_TRY(engine::scan_in_parallel(environment_, tokens_collection, options_.threads,
                                          "check", [&]() -> base::Result<engine::SegmentVisitor*> {
                                            return &auditors.emplace_back(environment_.store,
                                                                          hasher_, auditing);
                                          }));
    for (std::size_t i = 0; i < integrity_issue_count; ++i)
      report_.integrity.findings[i].issue = static_cast<IntegrityIssue>(i);
    for (TokenAuditor& auditor : auditors) WHIMBREL_TRY(gather(auditor));
    finding(IntegrityIssue::orphaned_tokens).skipped_because = std::move(no_wallets);
    report_.integrity.unreadable = report_.counts.unreadable;
    return {};
  }

  base::Status gather(TokenAuditor& auditor) {
    report_.counts += auditor.counts;
    report_.balances.tokens_without_npub += auditor.tokens_without_npub;
    WHIMBREL_TRY(balances_.absorb(auditor.balances));
    WHIMBREL_TRY(secrets_.absorb(auditor.secrets));
    for (std::size_t i = 0; i < integrity_issue_count; ++i)
      add_finding(report_.integrity.findings[i], auditor.findings[i]);
    return {};
  }

  // Each thread lists its first details in key order, so the first of all are among them.
  void add_finding(IntegrityFinding& all, IntegrityFinding& part) const {
    all.count += part.count;
    std::move(part.details.begin(), part.details.end(), std::back_inserter(all.details));
    std::sort(all.details.begin(), all.details.end(),
              [](const auto& a, const auto& b) { return a.tokens[0].key < b.tokens[0].key; });
    if (all.details.size() > options_.details_max) all.details.resize(options_.details_max);
  }

  base::Status find_duplicates() {
    IntegrityFinding& duplicates = finding(IntegrityIssue::duplicate_secrets);
    WHIMBREL_TRY(secrets_.find_duplicates(
        [&](const model::Fingerprint& secret) -> base::Status {
          ++duplicates.count;
          if (suspects_.size() < options_.details_max) suspects_.push_back(secret);
          return environment_.cancellation.check();
        },
        [&](const model::Fingerprint& owner) { return holders_.add(owner); }));
    return holders_.sort();
  }

  base::Status confirm_duplicates() {
    if (suspects_.empty()) return {};
    DuplicateConfirmer confirmer(environment_.store.codec(), hasher_, suspects_);
    WHIMBREL_TRY(engine::scan_in_parallel(
        environment_, tokens_collection, 1, "check duplicates",
        [&]() -> base::Result<engine::SegmentVisitor*> { return &confirmer; }));
    IntegrityFinding& duplicates = finding(IntegrityIssue::duplicate_secrets);
    duplicates.details = confirmer.confirmed();
    duplicates.count -= suspects_.size() - duplicates.details.size();
    return {};
  }

  base::Status judge_users() {
    BalanceConsistency& consistency = report_.balances;
    WHIMBREL_ASSIGN(auto users, balances_.users());
    const Paging& page = consistency.paging;
    for (std::uint64_t number = 0;; ++number) {
      UserIssues user;
      WHIMBREL_ASSIGN(const bool more, users.next(user.balances));
      if (!more) break;
      WHIMBREL_ASSIGN(user.duplicate_secrets, holders_.count_of(user.balances.order));
      consistency.all.add(user);
      if (number < page.offset || number - page.offset >= page.limit) continue;
      consistency.paged.add(user);
      if (user.any()) consistency.issues.push_back(std::move(user));
    }
    std::sort(consistency.issues.begin(), consistency.issues.end(),
              [](const auto& a, const auto& b) { return a.balances.npub < b.balances.npub; });
    return environment_.cancellation.check();
  }

  const engine::RunEnvironment& environment_;
  const WalletCheckOptions& options_;
  SecretHasher hasher_;
  BalanceTable balances_;
  SecretIndex secrets_;
  HolderCounts holders_;
  std::vector<model::Fingerprint> suspects_;
  WalletCheckReport report_;
};

}  // namespace

void UserTotals::add(const UserIssues& user) noexcept {
  ++users;
  with_issues += user.any() ? 1 : 0;
  problematic_tokens += user.balances.problematic_tokens;
  problematic_amount += user.balances.problematic_amount;
  with_duplicate_secrets += user.duplicate_secrets > 0 ? 1 : 0;
  with_negative_balance += user.balances.has_negative_balance ? 1 : 0;
}

std::string_view to_string(IntegrityIssue issue) noexcept {
  switch (issue) {
    case IntegrityIssue::duplicate_secrets:
      return "duplicate_secrets";
    case IntegrityIssue::invalid_amounts:
      return "invalid_amounts";
    case IntegrityIssue::orphaned_tokens:
      return "orphaned_tokens";
    case IntegrityIssue::invalid_status:
      return "invalid_status";
  }
  return "invalid_status";
}

std::uint64_t TokenIntegrity::checks_made() const noexcept {
  return static_cast<std::uint64_t>(std::count_if(
      findings.begin(), findings.end(),
      [](const IntegrityFinding& finding) { return finding.skipped_because.empty(); }));
}

std::uint64_t TokenIntegrity::checks_passed() const noexcept {
  return static_cast<std::uint64_t>(
      std::count_if(findings.begin(), findings.end(), [](const IntegrityFinding& finding) {
        return finding.skipped_because.empty() && finding.count == 0;
      }));
}

bool TokenIntegrity::healthy() const noexcept {
  return unreadable == 0 && checks_passed() == checks_made();
}

base::Result<WalletCheckReport> check_wallet(const engine::RunEnvironment& environment,
                                             const WalletCheckOptions& options) {
  return WalletCheck(environment, options).run();
}

}  // namespace whimbrel::packs::wallet
