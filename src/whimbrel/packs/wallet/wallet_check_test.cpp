#include "whimbrel/packs/wallet/wallet_check.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "whimbrel/packs/wallet/token_generator.hpp"
#include "whimbrel/packs/wallet/token_store_test.hpp"
#include "whimbrel/packs/wallet/token_writer.hpp"
#include "whimbrel/packs/wallet/wallet_check_output.hpp"

namespace whimbrel::packs::wallet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A token as the tests need it; the text form is what a store keeps.
struct TestToken {
  int id = 0;
  std::string npub = "npub1alice";
  std::string mint = "https://mint.example";
  std::string type = "received";
  std::string status = "unspent";
  std::string total = "8";
  std::vector<std::pair<std::string, std::string>> proofs;  // amount, secret
  std::string wallet = "aaaaaaaaaaaaaaaaaaaaaaaa";

  std::string key() const { return fmt::format(R"({{"$oid":"{:024x}"}})", id); }
  std::string text() const {
    std::string list;
    for (const auto& [amount, secret] : proofs)
      list += fmt::format(R"({}{{"amount":{},"secret":"{}"}})", list.empty() ? "" : ",", amount,
                          secret);
    return fmt::format(
        R"({{"_id":{},"npub":"{}","wallet_id":{{"$oid":"{}"}},"proofs":[{}],"mint_url":"{}",)"
        R"("total_amount":{},"status":"{}","transaction_type":"{}"}})",
        key(), npub, wallet, list, mint, total, status, type);
  }
};

TestToken token(int id, std::string status, std::string secret, std::string npub = "npub1alice") {
  TestToken made;
  made.id = id;
  made.npub = std::move(npub);
  made.status = std::move(status);
  made.proofs = {{"8", std::move(secret)}};
  return made;
}

class WalletCheckTest : public testing::Test {
 protected:
  WalletCheckReport check(const std::vector<TestToken>& tokens, WalletCheckOptions options = {}) {
    std::vector<std::string> items;
    for (const TestToken& made : tokens) items.push_back(made.text());
    fill_collection(setup_.store, tokens_collection, items);
    return check_again(options);
  }
  WalletCheckReport check_again(WalletCheckOptions options = {}) {
    auto report = check_wallet(setup_.environment, options);
    EXPECT_TRUE(report) << report.error().describe();
    return *std::move(report);
  }
  static const IntegrityFinding& finding(const WalletCheckReport& report, IntegrityIssue issue) {
    return report.integrity.findings[static_cast<std::size_t>(issue)];
  }

  TokenStore setup_;
};

TEST_F(WalletCheckTest, finds_nothing_wrong_with_a_sound_wallet) {
  const auto report = check({token(1, "unspent", "a"), token(2, "spent", "b"),
                             token(3, "pending", "c", "npub1bob"), token(4, "failed", "d")});
  EXPECT_TRUE(report.healthy());
  EXPECT_EQ(report.counts.tokens, 4u);
  EXPECT_EQ(report.balances.all.users, 2u);
  EXPECT_THAT(report.balances.issues, IsEmpty());
  EXPECT_EQ(report.integrity.checks_made(), 3u) << "no collection of wallets: no orphans";
  EXPECT_EQ(report.integrity.checks_passed(), 3u);
}

TEST_F(WalletCheckTest, adds_balances_up_by_user_and_mint) {
  auto melted = token(5, "unspent", "e");
  melted.type = "melted";
  auto elsewhere = token(6, "unspent", "f");
  elsewhere.mint = "https://other.example";
  const auto report = check({token(1, "unspent", "a"), token(2, "spent", "b"),
                             token(3, "pending", "c"), token(4, "failed", "d"), melted, elsewhere});
  ASSERT_EQ(report.balances.issues.size(), 1u);
  const UserIssues& alice = report.balances.issues[0];
  EXPECT_EQ(alice.balances.npub, "npub1alice");
  EXPECT_EQ(alice.balances.tokens, 6u);
  EXPECT_EQ(alice.balances.problematic_tokens, 1u);
  EXPECT_EQ(alice.balances.problematic_amount, 8);
  ASSERT_EQ(alice.balances.balances.size(), 2u);
  const MintBalance& mint = alice.balances.balances[0];
  EXPECT_EQ(mint.mint_url, "https://mint.example");
  EXPECT_EQ(mint.unspent, 16) << "the melted token inflates it: that is the bug";
  EXPECT_EQ(mint.pending, 8);
  EXPECT_EQ(mint.spent, 8);
  EXPECT_EQ(mint.total(), 24);
  EXPECT_EQ(alice.balances.balances[1].unspent, 8);
  EXPECT_FALSE(report.healthy());
}

TEST_F(WalletCheckTest, sees_a_balance_below_zero) {
  auto negative = token(1, "unspent", "a");
  negative.total = "-20";
  const auto report = check({negative, token(2, "unspent", "b"), token(3, "spent", "c")});
  ASSERT_EQ(report.balances.issues.size(), 1u);
  EXPECT_TRUE(report.balances.issues[0].balances.has_negative_balance);
  EXPECT_EQ(report.balances.issues[0].balances.balances[0].total(), -12);
  EXPECT_EQ(report.balances.all.with_negative_balance, 1u);
}

TEST_F(WalletCheckTest, counts_a_secret_as_duplicate_only_among_live_tokens_of_one_mint) {
  auto melted = token(5, "spent", "shared");
  melted.type = "melted";
  auto other_mint = token(6, "unspent", "twice");
  other_mint.mint = "https://other.example";
  const auto report =
      check({token(1, "spent", "shared"), token(2, "unspent", "shared"),
             token(3, "failed", "shared"), token(4, "unspent", "twice"), melted, other_mint});
  EXPECT_EQ(finding(report, IntegrityIssue::duplicate_secrets).count, 0u);
  EXPECT_TRUE(report.healthy());
}

TEST_F(WalletCheckTest, names_the_tokens_and_users_that_share_a_secret_but_never_the_secret) {
  const auto report =
      check({token(1, "unspent", "hush-hush"), token(2, "pending", "hush-hush", "npub1bob"),
             token(3, "unspent", "hush-hush"), token(4, "unspent", "own")});
  const auto& duplicates = finding(report, IntegrityIssue::duplicate_secrets);
  EXPECT_EQ(duplicates.count, 1u);
  ASSERT_EQ(duplicates.details.size(), 1u);
  EXPECT_EQ(duplicates.details[0].mint_url, "https://mint.example");
  std::vector<std::string> holders;
  for (const TokenRef& holder : duplicates.details[0].tokens) holders.push_back(holder.key);
  EXPECT_THAT(holders,
              ElementsAre(token(1, "", "").key(), token(2, "", "").key(), token(3, "", "").key()));
  ASSERT_EQ(report.balances.issues.size(), 2u);
  EXPECT_EQ(report.balances.issues[0].duplicate_secrets, 1u) << "distinct secrets, not uses";
  EXPECT_EQ(report.balances.issues[1].duplicate_secrets, 1u);
  EXPECT_EQ(report.balances.all.with_duplicate_secrets, 2u);
  EXPECT_THAT(to_text(report), Not(HasSubstr("hush")));
  EXPECT_THAT(to_json(report).dump(), Not(HasSubstr("hush")));
}

TEST_F(WalletCheckTest, sees_a_secret_that_one_token_holds_twice) {
  auto doubled = token(1, "unspent", "a");
  doubled.proofs = {{"4", "a"}, {"4", "a"}};
  EXPECT_EQ(finding(check({doubled}), IntegrityIssue::duplicate_secrets).count, 1u);
}

TEST_F(WalletCheckTest, counts_all_duplicates_and_lists_as_many_as_asked_for) {
  std::vector<TestToken> tokens;
  for (int i = 0; i < 40; ++i) tokens.push_back(token(i, "unspent", std::to_string(i / 2)));
  WalletCheckOptions options;
  options.details_max = 3;
  const auto report = check(tokens, options);
  EXPECT_EQ(finding(report, IntegrityIssue::duplicate_secrets).count, 20u);
  EXPECT_EQ(finding(report, IntegrityIssue::duplicate_secrets).details.size(), 3u);
  EXPECT_EQ(report.balances.issues[0].duplicate_secrets, 20u);
}

TEST_F(WalletCheckTest, says_what_is_wrong_with_an_amount) {
  struct Case {
    std::string total;
    std::vector<std::pair<std::string, std::string>> proofs;
    std::string reason;
  };
  const std::vector<Case> cases{
      {"9", {{"8", "a"}}, "total_amount 9 is not the sum of its proofs, 8"},
      {"-8", {{"8", "b"}}, "total_amount -8 is negative"},
      {"7.5", {{"8", "c"}}, "total_amount is no whole number"},
      {"\"8\"", {{"8", "d"}}, "total_amount is no whole number"},
      {"8", {{"8", "e"}, {"0", "f"}}, "proof 1 has amount 0, below 1"},
      {"8", {{"1.5", "g"}}, "proof 0 has no whole number as amount"},
      {R"({"$numberLong":"9007199254740993"})",
       {{"9007199254740992", "h"}},
       "total_amount 9007199254740993 is not the sum of its proofs, 9007199254740992"},
  };
  std::vector<TestToken> tokens;
  std::vector<std::string> expected, found;
  for (const Case& one : cases) {
    auto made = token(static_cast<int>(tokens.size()) + 1, "spent", "");
    made.total = one.total;
    made.proofs = one.proofs;
    tokens.push_back(made);
    expected.push_back(one.reason);
  }
  tokens.push_back(token(90, "spent", "fine"));
  tokens.back().total = R"({"$numberDecimal":"8"})";
  const auto report = check(tokens);
  for (const auto& detail : finding(report, IntegrityIssue::invalid_amounts).details)
    found.push_back(detail.reason);
  EXPECT_EQ(found, expected);
}

TEST_F(WalletCheckTest, reads_a_token_of_very_many_proofs) {
  auto large = token(1, "unspent", "");
  large.proofs.clear();
  for (int i = 0; i < 20'000; ++i) large.proofs.emplace_back("1", "s" + std::to_string(i % 19'999));
  large.total = "20000";
  const auto report = check({large});
  EXPECT_EQ(finding(report, IntegrityIssue::invalid_amounts).count, 0u);
  EXPECT_EQ(finding(report, IntegrityIssue::duplicate_secrets).count, 1u);
}

TEST_F(WalletCheckTest, finds_tokens_of_wallets_that_do_not_exist) {
  fill_collection(setup_.store, wallets_collection,
                  {R"({"_id":{"$oid":"aaaaaaaaaaaaaaaaaaaaaaaa"},"p2pk_privkey":"never shown"})"});
  auto orphan = token(2, "unspent", "b");
  orphan.wallet = "bbbbbbbbbbbbbbbbbbbbbbbb";
  const auto report = check({token(1, "unspent", "a"), orphan, token(3, "spent", "c")});
  const auto& orphans = finding(report, IntegrityIssue::orphaned_tokens);
  EXPECT_EQ(orphans.count, 1u);
  ASSERT_EQ(orphans.details.size(), 1u);
  EXPECT_EQ(orphans.details[0].tokens[0].key, orphan.key());
  EXPECT_THAT(orphans.details[0].reason, HasSubstr("bbbbbbbbbbbbbbbbbbbbbbbb"));
  EXPECT_EQ(report.integrity.checks_made(), 4u);
  EXPECT_THAT(to_json(report).dump(), Not(HasSubstr("never shown")));
}

TEST_F(WalletCheckTest, tells_odd_states_and_tokens_of_nobody) {
  auto odd_status = token(1, "melting", "a");
  auto odd_type = token(2, "unspent", "b");
  odd_type.type = "stolen";
  fill_collection(
      setup_.store, tokens_collection,
      {odd_status.text(), odd_type.text(),
       R"({"_id":{"$oid":"000000000000000000000003"},"proofs":[{"amount":1,"secret":"x"}],)"
       R"("total_amount":1,"transaction_type":"melted"})"});
  const auto report = check_again();
  const auto& states = finding(report, IntegrityIssue::invalid_status);
  ASSERT_EQ(states.details.size(), 3u);
  EXPECT_EQ(states.details[0].reason, "status \"melting\" is none of the service's");
  EXPECT_EQ(states.details[1].reason, "transaction_type \"stolen\" is none of the service's");
  EXPECT_EQ(states.details[2].reason, "status is missing or no text");
  EXPECT_EQ(report.balances.tokens_without_npub, 1u);
  EXPECT_EQ(report.counts.melted_without_status, 1u);
}

TEST_F(WalletCheckTest, pages_through_users_so_that_each_comes_once) {
  std::vector<TestToken> tokens;
  for (int i = 0; i < 25; ++i) {
    tokens.push_back(token(i, "unspent", std::to_string(i), fmt::format("npub1user{}", i)));
    tokens.back().type = i % 2 == 0 ? "melted" : "received";
  }
  WalletCheckOptions options;
  options.paging.limit = 10;
  auto report = check(tokens, options);
  std::set<std::string> seen;
  std::uint64_t checked = 0, problematic = 0;
  for (options.paging.offset = 0; options.paging.offset < 30; options.paging.offset += 10) {
    report = check_again(options);
    EXPECT_EQ(report.balances.all.users, 25u);
    EXPECT_EQ(report.balances.all.with_issues, 13u);
    checked += report.balances.paged.users;
    problematic += report.balances.paged.problematic_tokens;
    for (const UserIssues& user : report.balances.issues)
      EXPECT_TRUE(seen.insert(user.balances.npub).second) << user.balances.npub;
  }
  EXPECT_EQ(checked, 25u);
  EXPECT_EQ(problematic, 13u);
  EXPECT_EQ(seen.size(), 13u);
}

TEST_F(WalletCheckTest, has_the_shapes_that_the_admin_api_promises) {
  auto melted = token(1, "unspent", "a");
  melted.type = "melted";
  auto wrong = token(2, "spent", "b");
  wrong.total = "9";
  const auto report = check({melted, wrong});
  EXPECT_EQ(to_json(report.balances).dump(),
            R"({"totalUsers":1,"checkedUsers":1,"offset":0,"limit":100,"issues":[)"
            R"({"npub":"npub1alice","issues":{"problematicMeltedTokens":1,"duplicateSecrets":0,)"
            R"("hasNegativeBalance":false},"details":{"tokens":2,"problematicAmount":8,)"
            R"("tokensWithoutAmount":0,"mints":1,"balances":[{"mint_url":"https://mint.example",)"
            R"("unspent_balance":8,"pending_balance":0,"spent_balance":9,"total_balance":8}]}}],)"
            R"("summary":{"usersWithIssues":1,"totalProblematicTokens":1}})");
  EXPECT_EQ(to_json(report.integrity).dump(),
            R"({"isHealthy":false,"issues":[{"type":"invalid_amounts","count":1,"details":[)"
            R"({"reason":"total_amount 9 is not the sum of its proofs, 8","tokens":[)"
            R"({"key":"{\"$oid\":\"000000000000000000000002\"}","npub":"npub1alice",)"
            R"("status":"spent"}]}]}],"totalChecks":3,"passedChecks":2,"skippedChecks":[)"
            R"({"type":"orphaned_tokens","reason":"the target has no collection cashu_wallets"}],)"
            R"("unreadableItems":0})");
}

TEST_F(WalletCheckTest, tells_a_person_what_to_do_next) {
  auto melted = token(1, "unspent", "a");
  melted.type = "melted";
  const std::string text = to_text(check({melted}));
  EXPECT_THAT(text, HasSubstr("1 of 1 users have issues"));
  EXPECT_THAT(text, HasSubstr("run migration 004_fix_melted_token_status"));
  EXPECT_THAT(text, HasSubstr("not checked, the target has no collection cashu_wallets"));
}

TEST_F(WalletCheckTest, says_so_when_there_are_no_tokens_at_all) {
  const auto report = check_wallet(setup_.environment, {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind(), base::ErrorKind::not_found);
}

TEST_F(WalletCheckTest, stops_when_asked_to) {
  fill_collection(setup_.store, tokens_collection, {token(1, "unspent", "a").text()});
  setup_.cancellation.request();
  const auto report = check_wallet(setup_.environment, {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind(), base::ErrorKind::cancelled);
}

// The same answers from plain maps over a parsed tree: slow, short and made apart from the check.
struct Oracle {
  std::map<std::string, std::uint64_t> problematic_of;
  std::map<std::pair<std::string, std::string>, std::array<std::int64_t, 3>> balances;
  std::set<std::string> users;
  std::uint64_t invalid_amounts = 0;
  std::uint64_t duplicates = 0;

  static std::int64_t integer(const nlohmann::json& number) {
    return std::stoll(number.begin().value().get<std::string>());
  }

  explicit Oracle(const std::map<std::string, std::string>& items) {
    std::map<std::string, int> uses;
    for (const auto& [key, text] : items) {
      const auto item = nlohmann::json::parse(text);
      const std::string npub = item["npub"], status = item["status"], mint = item["mint_url"];
      users.insert(npub);
      const std::int64_t total = integer(item["total_amount"]);
      if (item["transaction_type"] == "melted" && status == "unspent") ++problematic_of[npub];
      auto& sums = balances[{npub, mint}];
      if (status == "unspent") sums[0] += total;
      if (status == "pending") sums[1] += total;
      if (status == "spent") sums[2] += total;
      std::int64_t sum = 0;
      for (const auto& proof : item["proofs"]) {
        sum += integer(proof["amount"]);
        if (status == "unspent" || status == "pending")
          duplicates += ++uses[mint + "\n" + proof["secret"].get<std::string>()] == 2;
      }
      invalid_amounts += sum != total;
    }
  }
};

void expect_like_oracle(const WalletCheckReport& report,
                        const std::map<std::string, std::string>& items) {
  const Oracle oracle(items);
  EXPECT_EQ(report.counts.tokens, items.size());
  EXPECT_EQ(report.balances.all.users, oracle.users.size());
  EXPECT_EQ(report.integrity.findings[0].count, oracle.duplicates);
  EXPECT_EQ(report.integrity.findings[1].count, oracle.invalid_amounts);
  std::map<std::string, std::uint64_t> problematic_of;
  for (const UserIssues& user : report.balances.issues) {
    if (user.balances.problematic_tokens > 0)
      problematic_of[user.balances.npub] = user.balances.problematic_tokens;
    for (const MintBalance& balance : user.balances.balances) {
      const auto& sums = oracle.balances.at({user.balances.npub, balance.mint_url});
      EXPECT_EQ(balance.unspent, sums[0]);
      EXPECT_EQ(balance.pending, sums[1]);
      EXPECT_EQ(balance.spent, sums[2]);
    }
  }
  EXPECT_EQ(problematic_of, oracle.problematic_of);
}

TEST_F(WalletCheckTest, agrees_with_an_oracle_on_odd_real_data) {
  fill_collection(setup_.store, tokens_collection, read_test_lines("odd_tokens.jsonl"));
  WalletCheckOptions options;
  options.paging.limit = Paging::limit_max;
  expect_like_oracle(check_again(options), read_collection(setup_.store, tokens_collection));
}

TEST_F(WalletCheckTest, agrees_with_an_oracle_on_made_up_data) {
  TokenGeneratorOptions generating;
  generating.count = 20'000;
  generating.melted_unspent_share = 0.1;
  generating.owners = 900;
  ASSERT_TRUE(generate_tokens(setup_.environment, generating));
  WalletCheckOptions options;
  options.paging.limit = Paging::limit_max;
  const auto report = check_again(options);
  EXPECT_TRUE(report.integrity.healthy()) << to_text(report);
  expect_like_oracle(report, read_collection(setup_.store, tokens_collection));
}

}  // namespace
}  // namespace whimbrel::packs::wallet
