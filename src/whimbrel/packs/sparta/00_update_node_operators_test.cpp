#include "whimbrel/packs/sparta/00_update_node_operators.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/net/testing/http_server.hpp"
#include "whimbrel/packs/sparta/testing/sparta_bench.hpp"

namespace whimbrel::packs::sparta {
namespace {

using net::testing::HttpServer;
using net::testing::SeenRequest;
using net::testing::ServerAnswer;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::operator_item;
using ::testing::Pair;
using testing::SpartaBench;

constexpr const char* operators_table = "sparta-node-operators-dev";

SharedSettings settings_for(const HttpServer& discord) {
  return testing::settings_from(
      {{"DISCORD_API_URL", discord.url("")}, {"BOT_TOKEN", "secret"}, {"GUILD_ID", "42"}});
}

class UpdateOperators : public ::testing::Test {
 protected:
  UpdateOperators() {
    bench_.make({node_operators(*testing::settings_from()).spec, {}});
    bench_.put(operators_table, {operator_item("100", "0xa"), operator_item("200", "0xb"),
                                 operator_item("300", "0xc", R"("discordUsername":"carol")"),
                                 operator_item("400", "0xd", R"("discordUsername":"")")});
  }

  SpartaBench bench_;
};

TEST_F(UpdateOperators, fills_names_in_from_the_guild_and_makes_the_indexes) {
  const HttpServer discord([](const SeenRequest&, std::size_t) {
    return ServerAnswer{200, R"([{"user":{"id":"100","username":"alice"},"roles":[]},)"
                             R"({"user":{"id":"300","username":"other"}},)"
                             R"({"user":{"id":"400","username":"dave"}}])"};
  });
  const auto after = testing::expect_round_trip(bench_, UpdateNodeOperators(settings_for(discord)));
  EXPECT_EQ(after.indexes.at(operators_table),
            (std::vector<std::string>{"AddressIndex", "DiscordUsernameIndex"}));
  const auto& items = after.items.at(operators_table);
  EXPECT_THAT(items, Contains(Pair(::testing::_, HasSubstr(R"("discordUsername":"alice")"))));
  EXPECT_THAT(items, Contains(Pair(::testing::_, HasSubstr(R"("discordUsername":"dave")"))));
  EXPECT_THAT(items, Contains(Pair(::testing::_, HasSubstr(R"("discordUsername":"carol")"))));
  const auto requests = discord.requests();
  ASSERT_FALSE(requests.empty());
  EXPECT_EQ(requests[0].target, "/guilds/42/members?limit=1000&after=0");
  EXPECT_EQ(requests[0].header("Authorization"), "Bot secret");
}

TEST_F(UpdateOperators, makes_only_the_indexes_without_a_bot_and_warns) {
  const UpdateNodeOperators migration(testing::settings_from());
  const auto plan = bench_.plan(migration);
  ASSERT_TRUE(plan) << plan.error().describe();
  EXPECT_EQ(plan->items_selected, 0u);
  ASSERT_EQ(plan->checks.size(), 1u);
  EXPECT_FALSE(plan->checks[0].passed);
  EXPECT_TRUE(plan->checks[0].only_warns);
  const auto before = bench_.items(operators_table);
  const auto after = testing::expect_round_trip(bench_, migration);
  EXPECT_EQ(after.items.at(operators_table), before);
  EXPECT_EQ(after.indexes.at(operators_table).size(), 2u);
}

struct BadAnswer {
  const char* name;
  ServerAnswer answer;
  const char* says;
};

class UpdateOperatorsStops : public UpdateOperators,
                             public ::testing::WithParamInterface<BadAnswer> {};

TEST_P(UpdateOperatorsStops, before_any_write) {
  const HttpServer discord([](const SeenRequest&, std::size_t) { return GetParam().answer; });
  const auto before = bench_.content();
  const auto applied = bench_.up(UpdateNodeOperators(settings_for(discord)));
  ASSERT_FALSE(applied);
  EXPECT_THAT(applied.error().describe() + applied.error().remedy(), HasSubstr(GetParam().says));
  EXPECT_EQ(applied.error().describe().find("secret"), std::string::npos);
  EXPECT_EQ(bench_.content(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, UpdateOperatorsStops,
    ::testing::Values(
        BadAnswer{"empty", {200, "[]"}, "the bot itself is a member"},
        BadAnswer{"cut", {200, R"([{"user":{"id":"100")"}, "no JSON"},
        BadAnswer{"another_shape", {200, R"([{"id":"100"}])"}, "user is missing"},
        BadAnswer{
            "unordered",
            {200, R"([{"user":{"id":"200","username":"b"}},{"user":{"id":"100","username":"a"}}])"},
            "order of ids"},
        BadAnswer{"wrong_token", {401, R"({"message":"401: Unauthorized"})"}, "BOT_TOKEN"},
        BadAnswer{"no_such_guild", {404, R"({"message":"Unknown Guild"})"}, "GUILD_ID"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace whimbrel::packs::sparta
