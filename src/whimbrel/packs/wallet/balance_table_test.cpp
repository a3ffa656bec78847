#include "whimbrel/packs/wallet/balance_table.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace whimbrel::packs::wallet {
namespace {

struct Addition {
  std::string npub, mint;
  std::optional<TokenStatus> status;
  std::optional<std::int64_t> amount;
  bool problematic = false;
};

Addition any_addition() {
  Addition addition;
  addition.npub = *rc::gen::element<std::string>("", "a", "b", "ab", "abc", std::string("a\0b", 3));
  addition.mint = *rc::gen::element<std::string>("", "a", "b", "bc", "c");
  const int status = *rc::gen::inRange(0, 5);
  if (status < 4) addition.status = static_cast<TokenStatus>(status);
  if (*rc::gen::inRange(0, 8) > 0) addition.amount = *rc::gen::arbitrary<std::int64_t>();
  addition.problematic = *rc::gen::arbitrary<bool>();
  return addition;
}

using Balances = std::map<std::string, std::map<std::string, std::array<engine::AmountSum, 3>>>;

TEST(BalanceTable, sums_alike_in_memory_and_through_files_and_whoever_counted) {
  EXPECT_TRUE(rc::check([] {
    const auto rows_in_memory = *rc::gen::inRange<std::size_t>(1, 6);
    BalanceTable table(rows_in_memory), other(rows_in_memory);
    Balances expected;
    std::map<std::string, std::uint64_t> tokens, problematic, without_amount;
    const int count = *rc::gen::inRange(0, 60);
    for (int i = 0; i < count; ++i) {
      const Addition one = any_addition();
      BalanceTable& taker = i % 3 == 0 ? other : table;
      RC_ASSERT(taker.add(one.npub, one.mint, one.status, one.amount, one.problematic).has_value());
      auto& sums = expected[one.npub][one.mint];
      ++tokens[one.npub];
      problematic[one.npub] += one.problematic ? 1 : 0;
      without_amount[one.npub] += one.amount ? 0 : 1;
      if (!one.amount || !one.status) continue;
      if (*one.status == TokenStatus::unspent) sums[0] += *one.amount;
      if (*one.status == TokenStatus::pending) sums[1] += *one.amount;
      if (*one.status == TokenStatus::spent) sums[2] += *one.amount;
    }
    RC_ASSERT(table.absorb(other).has_value());

    auto users = table.users().value();
    Balances found;
    UserBalances user;
    std::vector<model::Fingerprint> order;
    while (users.next(user).value()) {
      RC_ASSERT(!found.contains(user.npub));
      RC_ASSERT(user.tokens == tokens[user.npub]);
      RC_ASSERT(user.problematic_tokens == problematic[user.npub]);
      RC_ASSERT(user.tokens_without_amount == without_amount[user.npub]);
      RC_ASSERT(user.mints == user.balances.size());
      bool negative = false;
      for (const MintBalance& balance : user.balances) {
        found[user.npub][balance.mint_url] = {balance.unspent, balance.pending, balance.spent};
        negative |= balance.unspent < 0 || balance.pending < 0 || balance.total() < 0;
      }
      RC_ASSERT(user.has_negative_balance == negative);
      order.push_back(user.order);
    }
    RC_ASSERT(found == expected);
    RC_ASSERT(std::is_sorted(order.begin(), order.end()));
  }));
}

TEST(BalanceTable, lists_only_the_first_mints_but_judges_all) {
  BalanceTable table;
  for (int mint = 0; mint < 60; ++mint) {
    const std::string url = "https://m" + std::to_string(100 + mint);
    ASSERT_TRUE(table.add("alice", url, TokenStatus::unspent, mint == 59 ? -1 : 1, false));
  }
  auto users = table.users().value();
  UserBalances user;
  ASSERT_TRUE(users.next(user).value());
  EXPECT_EQ(user.mints, 60u);
  EXPECT_EQ(user.balances.size(), UserBalances::mints_listed_max);
  EXPECT_EQ(user.balances[0].mint_url, "https://m100");
  EXPECT_TRUE(user.has_negative_balance);
}

}  // namespace
}  // namespace whimbrel::packs::wallet
