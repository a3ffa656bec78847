#include "whimbrel/packs/wallet/token_generator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <regex>
#include <set>

namespace whimbrel::packs::wallet {
namespace {

using nlohmann::json;

struct Made {
  std::vector<std::string> keys;
  std::vector<std::string> items;
};

Made make_all(const TokenGeneratorOptions& options) {
  TokenGenerator generator(options);
  Made made;
  std::string key, item;
  while (generator.next(key, item)) {
    made.keys.push_back(key);
    made.items.push_back(item);
  }
  return made;
}

TokenGeneratorOptions options_for(std::uint64_t count, TokenShape shape = TokenShape::realistic) {
  TokenGeneratorOptions options;
  options.count = count;
  options.shape = shape;
  return options;
}

std::int64_t integer(const json& number) {
  return std::stoll(number.begin().value().get<std::string>());
}

double mean_size(const Made& made) {
  std::size_t bytes = 0;
  for (const auto& item : made.items) bytes += item.size();
  return static_cast<double>(bytes) / static_cast<double>(made.items.size());
}

TEST(TokenGenerator, gives_the_same_tokens_for_the_same_seed_and_others_for_another) {
  auto options = options_for(1'000);
  const Made first = make_all(options);
  EXPECT_EQ(first.items, make_all(options).items);
  options.seed = 2;
  const Made other = make_all(options);
  for (std::size_t i = 0; i < first.items.size(); ++i) ASSERT_NE(first.items[i], other.items[i]);
}

TEST(TokenGenerator, adds_proofs_of_powers_of_two_up_to_the_total) {
  for (const TokenShape shape : {TokenShape::realistic, TokenShape::compact}) {
    for (const std::string& item : make_all(options_for(2'000, shape)).items) {
      const json token = json::parse(item);
      ASSERT_GE(token["proofs"].size(), 1u);
      ASSERT_LE(token["proofs"].size(), 3u);
      std::int64_t sum = 0;
      for (const json& proof : token["proofs"]) {
        const std::int64_t amount = integer(proof["amount"]);
        ASSERT_GT(amount, 0);
        ASSERT_EQ(amount & (amount - 1), 0) << amount;
        sum += amount;
      }
      ASSERT_EQ(integer(token["total_amount"]), sum) << item;
    }
  }
}

TEST(TokenGenerator, keeps_the_rules_of_the_service) {
  const std::regex npub("npub1[a-z0-9]{58,63}");
  std::set<std::string> transaction_ids;
  const Made made = make_all(options_for(3'000));
  for (std::size_t i = 0; i < made.items.size(); ++i) {
    const json token = json::parse(made.items[i]);
    ASSERT_EQ(token["_id"].dump(), made.keys[i]);
    ASSERT_TRUE(std::regex_match(token["npub"].get<std::string>(), npub)) << token["npub"];
    ASSERT_TRUE(token_status_from(token["status"].get<std::string>()));
    ASSERT_TRUE(is_transaction_type(token["transaction_type"].get<std::string>()));
    ASSERT_TRUE(transaction_ids.insert(token["transaction_id"].get<std::string>()).second);
    ASSERT_TRUE(token["metadata"].contains("source"));
    ASSERT_TRUE(token["status"] != "spent" || token["spent_at"].contains("$date"));
  }
}

TEST(TokenGenerator, makes_as_many_melted_unspent_tokens_as_asked_for) {
  for (const double share : {0.0, 0.01, 0.5, 1.0}) {
    auto options = options_for(20'000, TokenShape::compact);
    options.melted_unspent_share = share;
    TokenGenerator generator(options);
    std::string key, item;
    std::uint64_t found = 0;
    while (generator.next(key, item)) {
      found += item.find(R"("status":"unspent","transaction_type":"melted")") != std::string::npos;
    }
    EXPECT_EQ(found, generator.melted_unspent_made());
    EXPECT_NEAR(static_cast<double>(found) / 20'000, share, 0.01);
  }
}

TEST(TokenGenerator, gives_ascending_keys_by_time_and_none_twice_at_random) {
  auto options = options_for(20'000, TokenShape::compact);
  const Made by_time = make_all(options);
  EXPECT_TRUE(std::is_sorted(by_time.keys.begin(), by_time.keys.end()));
  EXPECT_EQ(std::set(by_time.keys.begin(), by_time.keys.end()).size(), 20'000u);
  options.order = TokenOrder::random;
  const Made random = make_all(options);
  EXPECT_FALSE(std::is_sorted(random.keys.begin(), random.keys.end()));
  EXPECT_EQ(std::set(random.keys.begin(), random.keys.end()).size(), 20'000u);
}

TEST(TokenGenerator, gives_few_users_many_tokens) {
  std::map<std::string, int> tokens_of;
  for (const auto& item : make_all(options_for(20'000)).items)
    ++tokens_of[json::parse(item)["npub"].get<std::string>()];
  EXPECT_GT(tokens_of.size(), 1'000u);
  EXPECT_LE(tokens_of.size(), 2'000u);
  std::vector<int> counts;
  for (const auto& [npub, count] : tokens_of) counts.push_back(count);
  std::sort(counts.rbegin(), counts.rend());
  const int top = std::accumulate(counts.begin(), counts.begin() + 200, 0);
  EXPECT_GT(top, 20'000 / 5) << "a tenth of the users should hold more than a fifth";
}

TEST(TokenGenerator, makes_the_odd_cases_of_live_data) {
  std::uint64_t old_names = 0, without_spent_at = 0, wide = 0;
  std::vector<std::string> shared_states;
  std::map<std::string, std::string> state_of;
  for (const auto& item : make_all(options_for(20'000)).items) {
    const json token = json::parse(item);
    old_names += token.contains("created_at") && !token.contains("createdAt");
    without_spent_at += !token.contains("spent_at");
    wide += token["total_amount"].contains("$numberLong");
    const std::string secret = token["proofs"][0]["secret"];
    const std::string state =
        token["transaction_type"].get<std::string>() + ' ' + token["status"].get<std::string>();
    if (const auto [at, fresh] = state_of.emplace(secret, state); !fresh) {
      EXPECT_TRUE(at->second.ends_with(" spent")) << at->second;
      shared_states.push_back(state);
    }
  }
  EXPECT_GT(old_names, 50u);
  EXPECT_GT(without_spent_at, 20u);
  EXPECT_GT(wide, 50u);
  EXPECT_GT(shared_states.size(), 100u);
  EXPECT_THAT(shared_states, testing::Each(testing::StartsWith("melted ")))
      << "only melted tokens may carry the proofs of another";
}

TEST(TokenGenerator, has_items_of_the_sizes_it_promises) {
  EXPECT_NEAR(mean_size(make_all(options_for(5'000))), 840, 40);
  EXPECT_NEAR(mean_size(make_all(options_for(5'000, TokenShape::compact))), 470, 20);
}

}  // namespace
}  // namespace whimbrel::packs::wallet
