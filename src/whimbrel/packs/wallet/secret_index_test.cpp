#include "whimbrel/packs/wallet/secret_index.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <set>

#include "whimbrel/packs/wallet/holder_counts.hpp"
#include "whimbrel/packs/wallet/secret_hasher.hpp"

namespace whimbrel::packs::wallet {
namespace {

TEST(SecretIndex, finds_duplicates_and_their_holders_alike_in_memory_and_through_files) {
  EXPECT_TRUE(rc::check([](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& uses) {
    const auto in_memory = *rc::gen::inRange<std::size_t>(1, 8);
    SecretIndex index(in_memory), other(in_memory);
    std::map<std::uint64_t, std::vector<std::uint64_t>> owners_of;
    for (std::size_t i = 0; i < uses.size(); ++i) {
      const std::uint64_t secret = uses[i].first % 16, owner = uses[i].second % 5;
      RC_ASSERT((i % 3 == 0 ? other : index).add({secret, 7}, {owner, 0}).has_value());
      owners_of[secret].push_back(owner);
    }
    std::set<std::uint64_t> expected;
    std::map<std::uint64_t, std::uint64_t> expected_counts;
    for (const auto& [secret, owners] : owners_of) {
      if (owners.size() < 2) continue;
      expected.insert(secret);
      for (const std::uint64_t owner : std::set(owners.begin(), owners.end()))
        ++expected_counts[owner];
    }

    RC_ASSERT(index.absorb(other).has_value());
    std::set<std::uint64_t> found;
    HolderCounts holders(in_memory);
    RC_ASSERT(index
                  .find_duplicates(
                      [&](const model::Fingerprint& secret) -> base::Status {
                        RC_ASSERT(found.insert(secret.low).second);
                        return {};
                      },
                      [&](const model::Fingerprint& owner) { return holders.add(owner); })
                  .has_value());
    RC_ASSERT(found == expected);
    RC_ASSERT(holders.sort().has_value());
    for (std::uint64_t owner = 0; owner < 6; ++owner)
      RC_ASSERT(holders.count_of({owner, 0}).value() == expected_counts[owner]);
  }));
}

TEST(SecretHasher, keeps_mint_and_secret_apart) {
  const SecretHasher hasher;
  std::string scratch;
  EXPECT_EQ(hasher.hash("mint", "secret", scratch), hasher.hash("mint", "secret", scratch));
  EXPECT_NE(hasher.hash("mint", "secret", scratch), hasher.hash("mints", "ecret", scratch));
  EXPECT_NE(hasher.hash("mint", "secret", scratch), hasher.hash("mint", "Secret", scratch));
}

TEST(SecretHasher, has_a_key_of_its_own_each_time) {
  const SecretHasher first, second;
  std::string scratch;
  EXPECT_NE(first.hash("mint", "secret", scratch), second.hash("mint", "secret", scratch));
}

}  // namespace
}  // namespace whimbrel::packs::wallet
