#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "whimbrel/packs/wallet/wallet_check_output.hpp"

namespace whimbrel::packs::wallet {
namespace {

// The whole lists are in the JSON.
constexpr std::size_t lines_listed_max = 10;

struct IssueWords {
  std::string_view found;
  std::string_view next_step;
};

IssueWords words_for(IntegrityIssue issue) {
  switch (issue) {
    case IntegrityIssue::duplicate_secrets:
      return {"secrets held more than once by live tokens of one mint",
              "the mint pays each only once: find out which token is the true one"};
    case IntegrityIssue::invalid_amounts:
      return {"tokens with an invalid amount",
              "their users' balances are not to be trusted: look the proofs up"};
    case IntegrityIssue::orphaned_tokens:
      return {"tokens of a wallet that does not exist",
              "nobody can spend them: restore the wallet or assign them"};
    case IntegrityIssue::invalid_status:
      return {"tokens with an unknown status or type",
              "they count in no balance: set what they should have"};
  }
  return {};
}

using Output = std::back_insert_iterator<std::string>;

void write_counts(Output out, const WalletCheckReport& report) {
  const TokenCounts& counts = report.counts;
  fmt::format_to(out, "Wallet check of {}: {} tokens of {} users in {:.1f} s\n", report.target,
                 counts.tokens, report.balances.all.users,
                 static_cast<double>(report.duration_ms) / 1000);
  fmt::format_to(out,
                 "  melted tokens: {}, of these {} unspent, {} spent, {} pending, {} failed, {} "
                 "without status; health score {:.4g}\n",
                 counts.melted, counts.problematic, counts.melted_spent, counts.melted_pending,
                 counts.melted_failed, counts.melted_without_status, health_score(counts));
}

void write_users(Output out, const BalanceConsistency& balances) {
  const UserTotals& all = balances.all;
  fmt::format_to(out, "  balances: {} of {} users have issues\n", all.with_issues, all.users);
  if (all.problematic_tokens > 0)
    fmt::format_to(out,
                   "    {} melted tokens still count as {} sats unspent; run migration "
                   "004_fix_melted_token_status\n",
                   all.problematic_tokens, engine::to_string(all.problematic_amount));
  if (all.with_negative_balance > 0)
    fmt::format_to(out, "    {} users have a balance below zero\n", all.with_negative_balance);
  if (all.with_duplicate_secrets > 0)
    fmt::format_to(out, "    {} users hold duplicate secrets\n", all.with_duplicate_secrets);
  if (balances.tokens_without_npub > 0)
    fmt::format_to(out, "    {} tokens name no user and are in no balance\n",
                   balances.tokens_without_npub);
  const std::size_t listed = std::min(lines_listed_max, balances.issues.size());
  for (std::size_t i = 0; i < listed; ++i) {
    const UserIssues& user = balances.issues[i];
    fmt::format_to(out, "    {}: {} melted unspent, {} duplicate secrets{}\n",
                   shown(user.balances.npub), user.balances.problematic_tokens,
                   user.duplicate_secrets,
                   user.balances.has_negative_balance ? ", balance below zero" : "");
  }
  if (all.with_issues > listed)
    fmt::format_to(out, "    and {} more; --json with --limit and --offset lists them\n",
                   all.with_issues - listed);
}

void write_finding(Output out, const IntegrityFinding& finding) {
  const IssueWords words = words_for(finding.issue);
  if (!finding.skipped_because.empty()) {
    fmt::format_to(out, "    {}: not checked, {}\n", words.found, finding.skipped_because);
    return;
  }
  fmt::format_to(out, "    {}: {}{}{}\n", words.found, finding.count, finding.count > 0 ? "; " : "",
                 finding.count > 0 ? words.next_step : "");
  const std::size_t listed = std::min(lines_listed_max, finding.details.size());
  for (std::size_t i = 0; i < listed; ++i) {
    const IntegrityDetail& detail = finding.details[i];
    fmt::format_to(out, "      {}: {}\n", detail.tokens[0].key, detail.reason);
  }
  if (finding.count > listed) fmt::format_to(out, "      and {} more\n", finding.count - listed);
}

}  // namespace

std::string to_text(const WalletCheckReport& report) {
  std::string text;
  const Output out(text);
  write_counts(out, report);
  write_users(out, report.balances);
  fmt::format_to(out, "  integrity: {} of {} checks passed\n", report.integrity.checks_passed(),
                 report.integrity.checks_made());
  for (const IntegrityFinding& finding : report.integrity.findings) write_finding(out, finding);
  if (report.integrity.unreadable > 0)
    fmt::format_to(out, "    {} items cannot be read and were left out of everything above\n",
                   report.integrity.unreadable);
  fmt::format_to(
      out, "{}\n",
      report.healthy() ? "All well." : "Not well: see above. Nothing was changed by this check.");
  return text;
}

}  // namespace whimbrel::packs::wallet
