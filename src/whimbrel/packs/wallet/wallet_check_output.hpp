#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "whimbrel/packs/wallet/wallet_check.hpp"

// A wallet check for programs and for people. Sums past 64 bits are texts in JSON.
namespace whimbrel::packs::wallet {

// {totalUsers, checkedUsers, offset, limit, issues[{npub, issues{problematicMeltedTokens,
// duplicateSecrets, hasNegativeBalance}, details{tokens, problematicAmount, tokensWithoutAmount,
// balances[{mint_url, unspent_balance, pending_balance, spent_balance, total_balance}]}}],
// summary{usersWithIssues, totalProblematicTokens}}: the `data` of GET
// /admin/health/balance-consistency. checkedUsers, issues and summary are of the page.
nlohmann::ordered_json to_json(const BalanceConsistency& consistency);

// {isHealthy, issues[{type, count, details[{reason, mint_url?, tokens[{key, npub, status}]}]}],
// totalChecks, passedChecks, skippedChecks[{type, reason}], unreadableItems}: the `data` of GET
// /admin/health/token-integrity. `issues` lists the kinds that were found.
nlohmann::ordered_json to_json(const TokenIntegrity& integrity);

// {timestamp, target, durationMs, isHealthy, tokens{…}, balanceConsistency{…}, tokenIntegrity{…}}.
nlohmann::ordered_json to_json(const WalletCheckReport& report);

// A few lines for a person: what was found, what it means, what to do next. Ends with a line break.
std::string to_text(const WalletCheckReport& report);

}  // namespace whimbrel::packs::wallet
