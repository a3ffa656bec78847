#include <limits>
#include <nlohmann/json.hpp>

#include "whimbrel/packs/wallet/wallet_check_output.hpp"

namespace whimbrel::packs::wallet {
namespace {

using nlohmann::ordered_json;

ordered_json sum_json(engine::AmountSum sum) {
  constexpr auto min = std::numeric_limits<std::int64_t>::min();
  constexpr auto max = std::numeric_limits<std::int64_t>::max();
  if (sum >= min && sum <= max) return static_cast<std::int64_t>(sum);
  return engine::to_string(sum);
}

ordered_json balance_json(const MintBalance& balance) {
  return {{"mint_url", shown(balance.mint_url)},
          {"unspent_balance", sum_json(balance.unspent)},
          {"pending_balance", sum_json(balance.pending)},
          {"spent_balance", sum_json(balance.spent)},
          {"total_balance", sum_json(balance.total())}};
}

ordered_json user_json(const UserIssues& user) {
  ordered_json balances = ordered_json::array();
  for (const MintBalance& balance : user.balances.balances)
    balances.push_back(balance_json(balance));
  return {{"npub", shown(user.balances.npub)},
          {"issues",
           {{"problematicMeltedTokens", user.balances.problematic_tokens},
            {"duplicateSecrets", user.duplicate_secrets},
            {"hasNegativeBalance", user.balances.has_negative_balance}}},
          {"details",
           {{"tokens", user.balances.tokens},
            {"problematicAmount", sum_json(user.balances.problematic_amount)},
            {"tokensWithoutAmount", user.balances.tokens_without_amount},
            {"mints", user.balances.mints},
            {"balances", std::move(balances)}}}};
}

ordered_json detail_json(const IntegrityDetail& detail) {
  ordered_json json{{"reason", detail.reason}};
  if (!detail.mint_url.empty()) json["mint_url"] = detail.mint_url;
  json["tokens"] = ordered_json::array();
  for (const TokenRef& token : detail.tokens)
    json["tokens"].push_back({{"key", token.key}, {"npub", token.npub}, {"status", token.status}});
  return json;
}

ordered_json counts_json(const TokenCounts& counts) {
  return {{"totalTokens", counts.tokens},
          {"totalMeltedTokens", counts.melted},
          {"problematicTokens", counts.problematic},
          {"meltedSpent", counts.melted_spent},
          {"meltedPending", counts.melted_pending},
          {"meltedFailed", counts.melted_failed},
          {"meltedWithoutStatus", counts.melted_without_status},
          {"healthScore", health_score(counts)}};
}

}  // namespace

ordered_json to_json(const BalanceConsistency& consistency) {
  ordered_json issues = ordered_json::array();
  for (const UserIssues& user : consistency.issues) issues.push_back(user_json(user));
  return {{"totalUsers", consistency.all.users},
          {"checkedUsers", consistency.paged.users},
          {"offset", consistency.paging.offset},
          {"limit", consistency.paging.limit},
          {"issues", std::move(issues)},
          {"summary",
           {{"usersWithIssues", consistency.paged.with_issues},
            {"totalProblematicTokens", consistency.paged.problematic_tokens}}}};
}

ordered_json to_json(const TokenIntegrity& integrity) {
  ordered_json issues = ordered_json::array(), skipped = ordered_json::array();
  for (const IntegrityFinding& finding : integrity.findings) {
    if (!finding.skipped_because.empty())
      skipped.push_back({{"type", to_string(finding.issue)}, {"reason", finding.skipped_because}});
    if (finding.count == 0) continue;
    ordered_json details = ordered_json::array();
    for (const IntegrityDetail& detail : finding.details) details.push_back(detail_json(detail));
    issues.push_back({{"type", to_string(finding.issue)},
                      {"count", finding.count},
                      {"details", std::move(details)}});
  }
  return {{"isHealthy", integrity.healthy()},       {"issues", std::move(issues)},
          {"totalChecks", integrity.checks_made()}, {"passedChecks", integrity.checks_passed()},
          {"skippedChecks", std::move(skipped)},    {"unreadableItems", integrity.unreadable}};
}

ordered_json to_json(const WalletCheckReport& report) {
  const UserTotals& all = report.balances.all;
  return {{"timestamp", base::format_rfc3339(report.at_ms)},
          {"target", report.target},
          {"durationMs", report.duration_ms},
          {"isHealthy", report.healthy()},
          {"tokens", counts_json(report.counts)},
          {"users",
           {{"total", all.users},
            {"withIssues", all.with_issues},
            {"problematicAmount", sum_json(all.problematic_amount)},
            {"withDuplicateSecrets", all.with_duplicate_secrets},
            {"withNegativeBalance", all.with_negative_balance},
            {"tokensWithoutNpub", report.balances.tokens_without_npub}}},
          {"balanceConsistency", to_json(report.balances)},
          {"tokenIntegrity", to_json(report.integrity)}};
}

}  // namespace whimbrel::packs::wallet
